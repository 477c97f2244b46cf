// winnow show CASE [LOCATOR]
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "base/time.h"
#include "face/cli/invocation.h"
#include "face/cli/passwords.h"
#include "face/cli/summary.h"
#include "face/carriage_lines.h"
#include "face/timeline.h"
#include "face/evidence_lines.h"
#include "face/jsonl.h"
#include "face/layout.h"
#include "face/proof_commands.h"
#include "face/restored.h"
#include "run/coordinator.h"

namespace winnow::face {
namespace {

constexpr int kEditsListed = 50;

// One item for a person: what stands, why, and how to check it.
class ItemPage {
 public:
  ItemPage(const Invocation& in, const store::Case& opened, const std::string& case_path, const store::StoredItem& item)
      : in_(in), console_(in.console()), say_(in.sentences()), case_(opened), path_(case_path), stored_(item), item_(item.item) {}

  void print() {
    head();
    verdict();
    standings();
    findings();
    signatures();
    restorations();
    carriage();
    clocks();
    notes();
    relatives();
    proof();
  }

 private:
  std::string word(std::string_view topic, std::string_view name) const { return say_.say(fmt::format("{}.{}", topic, name)); }
  void heading(std::string_view id) { console_.out << "\n" << console_.painted(Paint::kBold, say_.say(id)) << "\n"; }
  void text(std::string_view words, std::size_t indent) {
    const std::string blank(indent, ' ');
    console_.out << wrapped(words, console_.width, blank, blank);
  }
  void labelled(std::string_view id, std::string_view value) {
    if (value.empty()) return;
    const std::string label = padded(say_.say(id), 14);
    console_.out << wrapped(printable(value), console_.width, "  " + label, std::string(2 + columns(label), ' '));
  }

  void head() {
    console_.out << console_.painted(Paint::kBold, printable(stored_.locator)) << "\n";
    text(fmt::format("{}, {}, {}", word("show.kind", record::name(item_.kind())), byte_size(item_.size()), printable(item_.media_type())), 2);
    labelled("show.name", item_.name());
    labelled("show.from", item_.from());
    std::string to;
    for (const std::string& address : item_.to()) to += (to.empty() ? "" : ", ") + address;
    labelled("show.to", shorten(to, 600));
    labelled("show.subject", item_.subject());
    if (item_.has_date()) labelled("show.date", iso_time(item_.date(), item_.date_offset_minutes()));
    labelled("show.message-id", item_.message_id());
    labelled("show.sha256", to_hex(item_.sha256()));
    if (stored_.parent) labelled("show.parent", *stored_.parent);
  }

  void verdict() {
    const std::string_view name = record::name(stored_.verdict);
    console_.out << "\n" << console_.painted(Paint::kBold, say_.say("show.verdict")) << "  "
                 << console_.painted(paint_of(stored_.verdict), word("verdict", name)) << "\n";
    text(say_.say(fmt::format("verdict.{}.means", name)), 2);
    if (stored_.verdict != record::AUTHENTIC) return;
    std::string open;
    for (const record::Aspect aspect : record::kAspects)
      if (aspect != record::CARRIAGE && stored_.standings.of(aspect) != record::PROVED)
        open += (open.empty() ? "" : ", ") + word("aspect", record::name(aspect));
    if (!open.empty()) text(say_.say("show.not-proved", params({{"aspects", open}})), 2);
  }

  void standings() {
    heading("show.standings");
    std::size_t aspect_width = 0;
    std::size_t standing_width = 0;
    for (const record::Aspect aspect : record::kAspects) aspect_width = std::max(aspect_width, columns(word("aspect", record::name(aspect))));
    for (const char* name : {"open", "supported", "proved", "questioned", "refuted"})
      standing_width = std::max(standing_width, columns(word("standing", name)));
    for (const record::Aspect aspect : record::kAspects) {
      const record::Standing standing = stored_.standings.of(aspect);
      const std::string blank(2 + aspect_width + 2 + standing_width + 2, ' ');
      const std::string means = wrapped(say_.say(fmt::format("aspect.{}.means", record::name(aspect))), console_.width, blank, blank);
      console_.out << "  " << padded(word("aspect", record::name(aspect)), aspect_width) << "  "
                   << console_.painted(paint_of(standing), padded(word("standing", record::name(standing)), standing_width))
                   << means.substr(blank.size() - 2);
    }
  }

  void findings() {
    heading("show.findings");
    if (item_.findings().empty()) text(say_.say("show.findings.none"), 2);
    for (const record::Finding& finding : item_.findings()) {
      std::string aspects;
      for (const record::Aspect aspect : record::kAspects)
        if ((finding.aspects() & aspect) != 0) aspects += (aspects.empty() ? "" : ", ") + word("aspect", record::name(aspect));
      const std::string lead = fmt::format("{}, {}{}{}", word("show.direction", record::name(finding.direction())),
                                           word("strength", record::name(finding.strength())), aspects.empty() ? "" : ": ", aspects);
      console_.out << "  " << console_.painted(Paint::kBold, lead) << "  " << console_.painted(Paint::kDim, "[" + printable(finding.check()) + "]") << "\n";
      text(say_.say(finding), 4);
      print_evidence(finding);
    }
    if (!item_.findings().empty())
      text(say_.say("show.explain", params({{"check", item_.findings(0).check()}})), 2);
  }

  void print_evidence(const record::Finding& finding) {
    for (const EvidenceLine& line : evidence_lines(stored_, finding, say_)) {
      const std::string where = line.locator == stored_.locator ? "" : printable(line.locator) + " ";
      console_.out << wrapped(where + line.words, console_.width, "    > ", "      ");
    }
  }

  void signatures() {
    if (item_.signatures().empty()) return;
    heading("show.signatures");
    for (const record::Signature& signature : item_.signatures()) print_signature(signature);
  }

  void print_half(std::string_view half, record::SignatureState state) {
    const std::string_view name = record::name(state);
    const Paint paint = state == record::PASS ? Paint::kGreen : state == record::FAIL ? Paint::kYellow : Paint::kNone;
    const std::string label = "    " + padded(word("show.half", half), 13);
    const std::string blank(columns(label) + 13, ' ');
    const std::string means = wrapped(say_.say(fmt::format("show.{}.{}", half, name)), console_.width, blank, blank);
    console_.out << label << console_.painted(paint, padded(word("show.state", name), 11)) << means.substr(blank.size() - 2);
  }

  // The chain of an ARC mail: its seals and message signatures have rows of their own.
  void print_chain(const record::Signature& one) {
    const std::string sets = say_.say("show.chain", params({{"sets", static_cast<std::int64_t>(one.instance())}, {"sealer", one.domain()}}));
    console_.out << wrapped(printable(fmt::format("{}: {}", one.mechanism(), sets)), console_.width, "  ", "    ");
    print_result(one);
  }
  void print_result(const record::Signature& one) {
    labelled_more("show.result", one.reason().empty() ? word("show.result", record::name(one.result())) : say_.say("signature." + one.reason()));
  }

  void print_signature(const record::Signature& one) {
    if (one.mechanism() == "arc") return print_chain(one);
    if (!one.form().empty()) return print_part_signature(one);
    std::string title = fmt::format("{} {}: d={} s={}", one.mechanism(), one.index() + 1, one.domain(), one.selector());
    if (one.has_instance()) title += ", " + say_.say("show.set", params({{"instance", static_cast<std::int64_t>(one.instance())}}));
    if (!one.algorithm().empty()) title += ", " + one.algorithm();
    if (one.bits() != 0) title += fmt::format(", {} bits", one.bits());
    if (!one.canonicalization().empty()) title += ", " + one.canonicalization();
    console_.out << wrapped(printable(title), console_.width, "  ", "    ");
    print_half("header", one.header());
    if (one.mechanism() != "arc-seal") print_half("body", one.body());   // a seal has none
    print_result(one);
    labelled_more("show.chain-validation", one.chain_validation());
    labelled_more("show.sealed-results", results_words(one.authserv_id(), one.results()));
    std::string fields;
    for (const std::string& field : one.header_fields()) fields += (fields.empty() ? "" : ", ") + field;
    labelled_more("show.signed-fields", fields);
    if (one.has_signed_at()) labelled_more("show.signed-at", iso_time(one.signed_at()));
    if (one.has_expires_at()) labelled_more("show.expires-at", iso_time(one.expires_at()) + (one.expired() ? " " + say_.say("show.expired") : ""));
    if (one.has_body_length()) labelled_more("show.body-length", fmt::format("{}", one.body_length()));
    labelled_more("show.proved-bytes", proved_bytes(one));
    if (!one.key_channel().empty()) labelled_more("show.key", key_words(one));
    std::string undone;
    for (const std::string& edit : one.undone()) undone += (undone.empty() ? "" : ", ") + edit;
    labelled_more("show.undone", undone);
    labelled_more("show.copy", one.copy());
  }

  // Every edit in its order: the bytes that lie here, and those that stood there when it was signed.
  void restorations() {
    for (int i = 0; i < item_.restorations_size(); ++i) {
      heading("show.restored");
      text(say_.say("show.restored.means"), 2);
      int listed = 0;
      for (const record::Edit& edit : item_.restorations(i).edits()) {
        if (++listed > kEditsListed) {
          text(say_.say("show.restored.more", params({{"more", static_cast<std::int64_t>(item_.restorations(i).edits_size() - kEditsListed)}})), 2);
          break;
        }
        const std::string was = edit.restored().empty() ? say_.say("show.restored.nothing") : "\"" + shorten(printable(edit.restored()), 200) + "\"";
        text(fmt::format("{}-{}  {}{}: {}", edit.range().begin(), edit.range().end(), edit.step(), edit.added() ? ", " + say_.say("show.restored.added") : "", was), 2);
        if (!edit.source().empty()) text(say_.say("show.restored.source", params({{"copy", edit.source()}})), 4);
      }
    }
    if (!item_.restorations().empty())
      console_.out << "    winnow show --restored " << shell_word(path_) << " " << shell_word(stored_.locator) << " > restored.eml\n";
  }

  void carriage() {
    const record::Carriage travelled = carriage_of(item_);
    print_box(travelled.box());
    if (!has_lines(travelled)) return;
    heading("show.carriage");
    text(say_.say("show.carriage.means"), 2);
    text(carriage_provider(travelled, say_), 2);
    for (const CarriageLine& line : carriage_lines(travelled, say_))
      console_.out << wrapped(printable(line.words), console_.width, line.own ? "  * " : "  - ", "    ");
  }

  void print_box(const record::BoxFacts& box) {
    const auto lines = box_lines(box, say_);
    if (lines.empty()) return;
    heading("show.box");
    text(say_.say("show.box.means"), 2);
    for (const std::string& line : lines) console_.out << wrapped(printable(line), console_.width, "  - ", "    ");
  }

  void clocks() {
    const Drawing drawing = draw(timeline(item_), say_, console_.width - 4);
    if (drawing.lines.empty()) return;
    heading("show.clocks");
    text(say_.say("show.clocks.means"), 2);
    console_.out << "  |" << drawing.axis << "|\n";
    for (const std::string& line : drawing.lines) console_.out << wrapped(printable(line), console_.width, "  ", "      ");
  }

  // Over a part of the body, by a certificate or an OpenPGP key.
  void print_part_signature(const record::Signature& one) {
    std::string title = fmt::format("{} {}: {}, :{}", one.mechanism(), one.index() + 1, one.form(), one.part());
    if (!one.algorithm().empty()) title += ", " + one.algorithm();
    if (one.bits() != 0) title += fmt::format(", {} bits", one.bits());
    console_.out << wrapped(printable(title), console_.width, "  ", "    ");
    print_half("value", one.header());
    print_half("part", one.body());
    print_result(one);
    std::string fields;
    for (const std::string& field : one.header_fields()) fields += (fields.empty() ? "" : ", ") + field;
    labelled_more("show.signed-fields", fields);
    if (one.has_signed_at()) labelled_more("show.signed-at", iso_time(one.signed_at()));
    labelled_more("show.proved-bytes", proved_bytes(one));
    if (!one.has_certificate()) return;
    const record::Certificate& certificate = one.certificate();
    const bool openpgp = one.mechanism() == "openpgp";
    labelled_more(openpgp ? "show.key-owner" : "show.certificate", certificate.subject());
    std::string addresses;
    for (const std::string& address : certificate.addresses()) addresses += (addresses.empty() ? "" : ", ") + address;
    labelled_more("show.addresses", addresses);
    labelled_more("show.issuer", certificate.issuer());
    const std::string until = certificate.has_valid_to() ? iso_date(certificate.valid_to()) : say_.say("show.never-ends");
    if (certificate.has_valid_from()) labelled_more("show.valid", iso_date(certificate.valid_from()) + " - " + until);
    labelled_more(openpgp ? "show.key-fingerprint" : "show.fingerprint", certificate.fingerprint());
    if (!one.key_channel().empty()) labelled_more("show.key", key_words(one));
    labelled_more("show.vouched-by", word("show.certificate", certificate.vouched()));
    if (!openpgp || certificate.revocation() == "revoked") labelled_more("show.revocation", word("show.revoked", certificate.revocation()));
  }

  void labelled_more(std::string_view id, std::string_view value) {
    if (value.empty()) return;
    const std::string label = "    " + padded(say_.say(id), 13);
    console_.out << wrapped(printable(value), console_.width, label, std::string(columns(label), ' '));
  }

  // What came after signing may lie in the midst of what a half vouches for.
  void leave_out_added(const record::Signature& one, std::vector<std::pair<std::uint64_t, std::uint64_t>>& ranges) const {
    const int number = static_cast<int>(one.restoration());
    if (number > item_.restorations_size()) return ranges.clear();
    for (const record::Edit& edit : item_.restorations(number - 1).edits()) {
      if (!edit.added()) continue;
      std::vector<std::pair<std::uint64_t, std::uint64_t>> left;
      for (const auto& [begin, end] : ranges) {
        const std::uint64_t before = std::min(end, edit.range().begin()), behind = std::max(begin, edit.range().end());
        if (begin < before) left.emplace_back(begin, before);
        if (behind < end && edit.range().end() > begin) left.emplace_back(behind, end);
        else if (edit.range().end() <= begin) left.emplace_back(begin, end);
      }
      std::ranges::sort(left);
      left.erase(std::unique(left.begin(), left.end()), left.end());
      ranges = std::move(left);
    }
  }

  // What a passed half vouches for, as ranges of the raw bytes.
  std::string proved_bytes(const record::Signature& one) const {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
    if (one.header() == record::PASS)
      for (const record::ByteRange& field : one.signed_fields()) ranges.emplace_back(field.begin(), field.end());
    if (one.body() == record::PASS && one.has_body_covered()) ranges.emplace_back(one.body_covered().begin(), one.body_covered().end());
    std::ranges::sort(ranges);
    if (one.restoration() != 0) leave_out_added(one, ranges);
    std::string words;
    for (std::size_t i = 0; i < ranges.size();) {
      auto [begin, end] = ranges[i];
      // Neighbours read as one range.
      while (++i < ranges.size() && ranges[i].first <= end) end = std::max(end, ranges[i].second);
      words += fmt::format("{}{}-{}", words.empty() ? "" : ", ", begin, end);
    }
    return words;
  }

  std::string key_words(const record::Signature& one) const {
    std::string words = fmt::format("{}, {}", word("show.channel", one.key_channel()), one.key_class());
    if (say_.has("show.class." + one.key_class())) words += " (" + word("show.class", one.key_class()) + ")";
    if (one.key_vouched()) words += ", " + say_.say("show.vouched");
    if (one.key_by_family()) words += ", " + say_.say("show.family");
    if (!one.key_source().empty()) words += ": " + one.key_source();
    return words;
  }

  void notes() {
    if (item_.notes().empty()) return;
    heading("show.notes");
    for (const std::string& note : item_.notes()) {
      const std::string id = "note." + note;
      console_.out << wrapped(say_.has(id) ? say_.say(id) : printable(note), console_.width, "  - ", "    ");
    }
  }

  void relatives() {
    const auto group = case_.group_of(stored_.id);
    if (group.size() < 2) return;
    heading("show.relatives");
    for (const store::StoredItem& other : group) {
      if (other.id == stored_.id) continue;
      console_.out << "  " << console_.painted(paint_of(other.verdict), padded(word("verdict", record::name(other.verdict)), 14))
                   << printable(other.locator) << "\n";
    }
  }

  void proof() {
    const ProofPath path = proof_path(case_, stored_);
    if (!has_proof(path)) return;
    heading("show.proof");
    text(say_.say("show.proof.message"), 2);
    console_.out << "    winnow show --raw " << shell_word(path_) << " " << shell_word(path.file) << " > message.eml\n";
    text(say_.say("show.proof.script"), 2);
    console_.out << "    winnow show --commands " << shell_word(path_) << " " << shell_word(stored_.locator) << " > proof.sh\n";
    text(say_.say(path.items.size() > 1 ? "show.proof.run-part" : "show.proof.run"), 2);
    console_.out << "    sh proof.sh message.eml" << (path.items.size() > 1 ? " part.bin" : "") << "\n";
    if (!path.whole) text(say_.say("show.proof.archive", params({{"name", item_.name()}, {"hash", to_hex(item_.sha256())}})), 2);
  }

  const Invocation& in_;
  const Console& console_;
  const Sentences& say_;
  const store::Case& case_;
  const std::string& path_;
  const store::StoredItem& stored_;
  const record::Item& item_;
};

// `restored`: as it was when it was signed.
int show_raw(const Invocation& in, const store::Case& opened, const store::StoredItem& item, bool restored) {
  if (restored && item.item.restorations().empty()) {
    complain(in.console(), in.sentences(), "error.not-restored", params({{"locator", item.locator}}));
    return kExitNoInput;
  }
  const auto passwords = read_passwords(in);
  if (!passwords) return kExitUsage;
  auto bytes = run::raw_bytes(opened, item, *passwords);
  if (!bytes) {
    std::string why = bytes.error().place;
    if (const std::string loss = "loss." + why; in.sentences().has(loss)) {
      why = in.sentences().say(loss);
      if (why.front() >= 'A' && why.front() <= 'Z') why.front() = static_cast<char>(why.front() - 'A' + 'a');  // it goes on behind a colon
    }
    complain(in.console(), in.sentences(), "error.raw", params({{"locator", item.locator}, {"place", why}}));
    return kExitNoInput;
  }
  if (restored) *bytes = restored_bytes(*bytes, item.item.restorations(0));
  in.console().out.write(bytes->data(), static_cast<std::streamsize>(bytes->size()));
  return kExitDone;
}

}  // namespace

int run_show(const Invocation& in) {
  const std::string& case_path = in.operands()[0];
  const bool about_one = in.has("raw") || in.has("restored") || in.has("json") || in.has("commands");
  if (about_one && in.operands().size() < 2) {
    complain(in.console(), in.sentences(), "error.operand-missing", params({{"command", std::string("show")}, {"operands", std::string("CASE LOCATOR")}}));
    return kExitUsage;
  }
  auto opened = store::Case::open_for_reading(case_path);
  if (!opened) return complain(in.console(), in.sentences(), opened.error(), case_path);
  const store::Case& found = **opened;
  if (in.operands().size() == 1) {
    Survey survey(kListedInSummary);
    const auto visited = survey.read(found);
    print_summary(in.console(), in.sentences(), found, case_path, survey);
    return visited ? kExitDone : complain(in.console(), in.sentences(), visited.error(), case_path);
  }
  const auto item = found.find(in.operands()[1]);
  if (!item) {
    complain(in.console(), in.sentences(), "error.no-such-item", params({{"locator", in.operands()[1]}, {"case", shell_word(case_path)}}));
    return kExitNoInput;
  }
  if (in.has("raw") || in.has("restored")) return show_raw(in, found, *item, in.has("restored"));
  if (in.has("json")) {
    in.console().out << item_line(*item, Sentences(in.value("lang").value_or("en")));
    return kExitDone;
  }
  if (in.has("commands")) {
    const ProofPath path = proof_path(found, *item);
    if (!has_proof(path)) {
      complain(in.console(), in.sentences(), "error.nothing-proved", params({{"locator", item->locator}}));
      return kExitNoInput;
    }
    in.console().out << proof_commands(path);
    return kExitDone;
  }
  ItemPage(in, found, case_path, *item).print();
  return kExitDone;
}

}  // namespace winnow::face
