// A header's account of how the message travelled: what is kept is bounded, is UTF-8, and is said to be the provider's own
// only where a provider is named.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/limits.h"
#include "base/text.h"
#include "mail/received.h"
#include "run/carriage.h"

namespace {

using namespace winnow;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_text(const std::string& text) { require(is_utf8(text) && text.size() <= 4 * limits::kTraceTextBytes); }

void check_view(std::string_view part, std::string_view whole) {
  require(part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const mail::Received received = mail::parse_received(text);
  for (const std::string_view part : {received.from, received.address, received.by, received.protocol, received.recipient})
    check_view(part, text);

  record::Item item;
  run::fill_carriage(mail::parse(as_bytes(text)), {}, item);
  record::Carriage carriage;
  require(carriage.ParseFromString(item.carriage()));
  require(carriage.hops_size() <= static_cast<int>(limits::kHops) && carriage.reports_size() <= static_cast<int>(limits::kReports));
  require(carriage.fields_size() <= static_cast<int>(limits::kTraceFields));
  bool own = false, ended = false;
  for (const record::Hop& hop : carriage.hops()) {
    for (const std::string* part : {&hop.from(), &hop.address(), &hop.by(), &hop.protocol(), &hop.recipient()}) check_text(*part);
    require(!hop.own() || !ended);   // nothing of the provider below what is not the provider's
    ended = ended || !hop.own();
    own = own || hop.own();
  }
  for (const record::Report& report : carriage.reports()) {
    check_text(report.authserv_id());
    own = own || report.own();
  }
  for (const record::TraceField& field : carriage.fields()) {
    check_text(field.name());
    check_text(field.value());
    own = own || field.own();
  }
  require(!own || !carriage.provider().empty());
  return 0;
}
