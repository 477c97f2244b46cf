// TNEF: any bytes are read, what is found lies inside them, texts are UTF-8, and members add up to no more than a bounded size.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/limits.h"
#include "base/text.h"
#include "mail/rtf.h"
#include "mail/tnef.h"
#include "run/tnef_members.h"

namespace {

using namespace winnow;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "property broken: %s\n", what);
  std::abort();
}

class Counting : public box::MemberSink {
 public:
  std::uint64_t members = 0, ends = 0;
  bool begin(std::string_view step, std::optional<std::uint64_t>) override {
    require(step.size() > 1 && step.front() == '!' && is_utf8(step), "a member has a step");
    return ++members, true;
  }
  bool data(Bytes bytes) override { return require(!bytes.empty(), "no empty writes"), true; }
  void end() override { ++ends; }
  void lost(std::string_view, std::string_view reason, std::uint64_t) override { require(!reason.empty(), "a loss has a reason"); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes{reinterpret_cast<const std::byte*>(data), size};
  const mail::Tnef tnef = mail::read_tnef(bytes);
  for (const std::string* text : {&tnef.subject, &tnef.sender_name, &tnef.sender_address, &tnef.message_class, &tnef.message_id,
                                  &tnef.correlation_key, &tnef.text})
    require(is_utf8(*text) && text->find('\0') == std::string::npos, "texts are UTF-8");
  require(tnef.attachments.size() <= limits::kTnefAttachments && tnef.rtf.size() <= limits::kRtfBytes, "limits hold");
  for (const mail::TnefAttachment& attachment : tnef.attachments) {
    require(is_utf8(attachment.name), "names are UTF-8");
    require(attachment.data.empty() || (attachment.data.data() >= bytes.data() &&
                                        attachment.data.data() + attachment.data.size() <= bytes.data() + size), "files lie inside");
  }
  require(is_utf8(mail::read_rtf(tnef.rtf)) && is_utf8(mail::read_rtf(as_text(bytes))), "RTF is read as UTF-8");
  mail::Notes notes;
  require(mail::unpack_rtf(bytes, 100'000, notes).size() <= 100'000, "unpacking is bounded");

  box::ArchiveBudget budget(size);
  Counting sink;
  require(run::read_tnef_members(bytes, budget, sink) == sink.members && sink.members == sink.ends, "members are counted");
  return 0;
}
