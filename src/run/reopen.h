// Files of the dump, opened again from what the case knows of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "case/case.h"
#include "run/channel.h"

namespace winnow::run {

struct Reopened {
  std::shared_ptr<const Descriptor> file;
  std::uint64_t size = 0;
  std::string name;                      // the last part of its locator
  std::string member;                    // steps into it, where it is an archive
  std::string root, rest;                // its path
};

// The file that holds this source. kNotFound: it is not where it was.
Result<Reopened> reopen(const store::Case& opened, const std::string& source);
// Its first bytes, for sniffing.
Result<std::vector<std::byte>> head_of(const Reopened& reopened);

}  // namespace winnow::run
