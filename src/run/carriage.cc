#include "run/carriage.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "check/domain.h"
#include "mail/authentication_results.h"
#include "mail/received.h"
#include "run/box_facts.h"
#include "run/item.h"

namespace winnow::run {
namespace {

// Beside Received, Authentication-Results and List-*: who got it, through which list or forwarding, from where.
constexpr std::string_view kKept[] = {
    "Return-Path", "Delivered-To", "X-Delivered-To", "Envelope-To", "X-Envelope-To", "X-Original-To", "X-Forwarded-To",
    "X-Forwarded-For", "X-Originating-IP", "Received-SPF", "Resent-From", "Resent-To", "Resent-Date", "Resent-Message-ID",
    "Sender", "Errors-To", "Mailing-List", "X-Mailing-List", "X-BeenThere", "Precedence", "Auto-Submitted"};

bool is_kept(std::string_view name) {
  if (istarts_with(name, "List-")) return true;
  return std::any_of(std::begin(kKept), std::end(kKept),
                     [&](std::string_view kept) { return kept.size() == name.size() && iequals(kept, name); });
}

std::string kept_text(std::string_view text) { return to_text(cut_text(text, limits::kTraceTextBytes)); }

// Every run of white space with a line end in it is one blank.
std::string unfolded(std::string_view value) {
  value = cut_text(trim(value), 2 * limits::kTraceTextBytes);
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t fold = std::min(value.find_first_of("\r\n", at), value.size());
    out.append(value.substr(at, fold - at));
    at = std::min(value.find_first_not_of(" \t\r\n", fold), value.size());
    if (at > fold) out.push_back(' ');
  }
  return out;
}

bool within(std::string_view name, std::string_view domain) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (domain.empty() || name.size() < domain.size()) return false;
  if (!iequals(name.substr(name.size() - domain.size()), domain)) return false;
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

// Loopback, private and link-local addresses (RFC 1918, 3927, 4193, 4291): the message did not come from outside.
bool is_local(std::string_view address) {
  for (const std::string_view prefix : {"127.", "10.", "192.168.", "169.254.", "fe80:", "fc", "fd"})
    if (istarts_with(address, prefix)) return true;
  if (address.starts_with("172.") && address.size() > 6 && address[6] == '.')
    return address.substr(4, 2) >= "16" && address.substr(4, 2) <= "31";
  return address == "::1";
}

struct HopField {
  std::size_t field;            // its index in the header
  mail::Received hop;
};

// How far down, from the top, the provider of the mailbox wrote the header. Each system writes on top of what it was given,
// so its fields end where it took the message from outside.
struct Border {
  std::string provider;
  std::size_t hops = 0;         // Received fields that the provider wrote
  std::size_t field = 0;        // index of the last of them; valid where hops is not 0
  bool above(std::size_t index) const { return hops != 0 && index <= field; }
};

Border find_border(const std::vector<HopField>& hops) {
  Border border;
  std::size_t above = 0;        // systems within, by names of their own, until the provider's name is known
  for (const auto& [field, hop] : hops) {
    if (border.provider.empty()) {
      border.provider = check::organizational_domain(lower(hop.by));
      ++above;
      if (border.provider.empty()) continue;
    } else if (within(hop.by, border.provider)) {
      ++above;
    } else {
      return border;
    }
    border.hops = above;
    border.field = field;
    if (!hop.from.empty() && !within(hop.from, border.provider) && !is_local(hop.address)) return border;
  }
  return border;
}

class Reader {
 public:
  Reader(const mail::Message& message, record::Carriage& out) : message_(message), out_(out) {}

  void read() {
    std::vector<HopField> hops;
    for (std::size_t i = 0; i < message_.fields.size(); ++i) {
      if (!iequals(message_.fields[i].name, "Received")) continue;
      if (hops.size() == limits::kHops) leave_out();
      else hops.push_back({i, mail::parse_received(message_.fields[i].value)});
    }
    border_ = find_border(hops);
    out_.set_provider(kept_text(border_.provider));
    for (std::size_t i = 0; i < hops.size(); ++i) add_hop(hops[i].hop, i < border_.hops);
    for (std::size_t i = 0; i < message_.fields.size(); ++i) add_field(i);
  }

 private:
  void leave_out() { out_.set_left_out(out_.left_out() + 1); }

  void add_hop(const mail::Received& from, bool own) {
    record::Hop& hop = *out_.add_hops();
    const auto set = [](std::string_view text, std::string* (record::Hop::*field)(), record::Hop& to) {
      if (!text.empty()) *(to.*field)() = kept_text(text);
    };
    set(from.from, &record::Hop::mutable_from, hop);
    set(from.address, &record::Hop::mutable_address, hop);
    set(from.by, &record::Hop::mutable_by, hop);
    set(from.protocol, &record::Hop::mutable_protocol, hop);
    set(from.recipient, &record::Hop::mutable_recipient, hop);
    if (from.unix_seconds) hop.set_time(*from.unix_seconds);
    if (own) hop.set_own(true);
  }

  void add_field(std::size_t index) {
    const mail::Field& field = message_.fields[index];
    const bool is_report = iequals(field.name, "Authentication-Results");
    const bool is_verdict = is_report || iequals(field.name, "Received-SPF");
    if (border_.hops != 0 && index > border_.field && !is_verdict) past_border_ = true;
    if (is_report) return add_report(index);
    if (iequals(field.name, "Received")) {
      ++hops_above_;
      return;
    }
    if (!is_kept(field.name)) return;
    if (static_cast<std::size_t>(out_.fields_size()) == limits::kTraceFields) return leave_out();
    record::TraceField& kept = *out_.add_fields();
    kept.set_name(kept_text(field.name));
    kept.set_value(kept_text(unfolded(field.value)));
    if (border_.above(index)) kept.set_own(true);
  }

  void add_report(std::size_t index) {
    if (static_cast<std::size_t>(out_.reports_size()) == limits::kReports) return leave_out();
    const mail::AuthenticationResults read = mail::parse_authentication_results(message_.fields[index].value);
    record::Report& report = *out_.add_reports();
    report.set_authserv_id(kept_text(read.authserv_id));
    for (const mail::AuthenticationResult& result : read.results) {
      if (static_cast<std::size_t>(report.results_size()) == limits::kReports) break;
      add_result(result, *report.add_results());
    }
    if (is_own_report(index, read.authserv_id)) report.set_own(true);
  }

  static void add_result(const mail::AuthenticationResult& from, record::AuthenticationResult& out) {
    out.set_method(kept_text(from.method));
    out.set_result(kept_text(from.result));
    for (const auto& [name, value] : from.properties) {
      if (static_cast<std::size_t>(out.properties_size()) == limits::kReportProperties) break;
      record::Param& property = *out.add_properties();
      property.set_name(kept_text(name));
      property.set_text(kept_text(value));
    }
  }

  // It bears the provider's name and stands above the border, or is the first one at once below the field that the provider
  // wrote there. Only the topmost hop with such a report counts: one further down may have come with the message.
  bool is_own_report(std::size_t index, std::string_view authserv_id) {
    if (border_.hops == 0 || !within(authserv_id, border_.provider)) return false;
    const bool below = index > border_.field;
    if (past_border_ || (below && own_below_)) return false;
    if (own_hop_ != kNone && own_hop_ != hops_above_) return false;
    own_hop_ = hops_above_;
    own_below_ = below;
    return true;
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  const mail::Message& message_;
  record::Carriage& out_;
  Border border_;
  std::size_t hops_above_ = 0;      // Received fields above the one at hand
  std::size_t own_hop_ = kNone;     // hops_above_ of the provider's own reports
  bool past_border_ = false;        // below the border, and behind what the provider wrote there
  bool own_below_ = false;
};

}  // namespace

void fill_carriage(const mail::Message& message, const record::BoxFacts& facts, record::Item& item) {
  // Dozens of small texts that live until they are serialized.
  std::array<char, 16 * limits::kKiB> memory;
  google::protobuf::Arena arena(memory.data(), memory.size());
  record::Carriage& carriage = *google::protobuf::Arena::CreateMessage<record::Carriage>(&arena);
  Reader(message, carriage).read();
  record::BoxFacts& box = *google::protobuf::Arena::CreateMessage<record::BoxFacts>(&arena);
  box.CopyFrom(facts);
  add_header_facts(message, box);
  if (box.ByteSizeLong() != 0) carriage.mutable_box()->Swap(&box);
  carriage.SerializeToString(item.mutable_carriage());
}

}  // namespace winnow::run
