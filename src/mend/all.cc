// The table of steps that search the body. A new step: a row here, a file beside, docs/mend/<name>.md, a test.
#include <array>

#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::array<Rewriting, 7> kRewritings = {{
    {Layer::kMailbox, propose_unquoted},
    {Layer::kStructure, propose_without_added_part},
    {Layer::kStructure, propose_unwrapped},
    {Layer::kCharset, propose_other_charset},
    {Layer::kEncoding, propose_base64_lines},
    {Layer::kEncoding, propose_soft_breaks},
    {Layer::kEncoding, propose_other_encoding},
}};

constexpr std::array<Scan, 6> kScans = {{
    {false, find_added_tail},
    {false, find_added_tail_in_base64},
    {true, find_added_tail_in_part},
    {true, find_added_head},
    {true, find_blank_lines},
    {true, find_lost_blanks},
}};

}  // namespace

std::span<const Rewriting> rewritings() { return kRewritings; }
std::span<const Scan> scans() { return kScans; }

}  // namespace winnow::mend
