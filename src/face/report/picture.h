// The picture of verdicts by mailbox and month: a row of stacked bars for each mailbox, as SVG.
#pragma once

#include <string>
#include <vector>

#include "face/report/gathered.h"
#include "face/sentences.h"

namespace winnow::face {

std::string picture(const std::vector<Mailbox>& mailboxes, const Sentences& sentences);

// From the best to the worst; every output that lists verdicts keeps this order.
inline constexpr record::Verdict kVerdictOrder[] = {record::AUTHENTIC, record::CORROBORATED, record::UNPROVEN,
                                                    record::DOUBTFUL,  record::ALTERED,      record::FORGED};

// "3 authentic, 12 unproven"
std::string counts_in_words(const VerdictCounts& counts, const Sentences& sentences);

}  // namespace winnow::face
