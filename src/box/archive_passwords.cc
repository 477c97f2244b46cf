#include "box/archive_passwords.h"

#include <utility>

#include "box/box.h"

namespace winnow::box {
namespace {

std::vector<std::string>& of_this_process() {
  static std::vector<std::string> all;
  return all;
}

}  // namespace

const std::vector<std::string>& passwords() { return of_this_process(); }

void use_passwords(std::vector<std::string> passwords) { of_this_process() = std::move(passwords); }

}  // namespace winnow::box
