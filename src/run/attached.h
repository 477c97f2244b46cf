// Archives that are attachments: their members become items of the message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "run/archive_walk.h"

namespace winnow::run {

// Receives what an attached archive, and the archives in it, hold; in order.
class AttachedMembers {
 public:
  virtual ~AttachedMembers() = default;
  struct Content {
    std::string sha256;               // 32 bytes
    std::uint64_t size = 0;
    Bytes bytes;                      // messages and TNEF streams only: whole, until the call returns
  };
  virtual void member(const Member& member, const Content& content) = 0;
  // A member that is a mailbox: its bytes as they come, before member() tells of it.
  virtual void mailbox(const Member& member) = 0;
  virtual void mailbox_data(Bytes bytes) = 0;
  virtual void lost(std::string_view step, std::string_view reason, std::uint64_t bytes) = 0;
};

// `name`: of the attachment, for compressed streams that name no member.
void read_attached(Bytes archive, std::string_view name, AttachedMembers& out);

}  // namespace winnow::run
