// One honest mail from a plan: written by a mail program, signed by its domain, carried to a mailbox.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mailmaker/attachment.h"
#include "mailmaker/message.h"
#include "mailmaker/world.h"

namespace mailmaker {

// A file and its base64 lines, kept together because the same file is often sent again.
struct Attachment {
  File file;
  std::string base64_lines;
};
using AttachmentPtr = std::shared_ptr<const Attachment>;
AttachmentPtr make_attachment(Random &random, Language language, std::size_t size);
AttachmentPtr as_attachment(File file);

struct Plan {
  std::size_t sender = 0;               // into World::people
  std::vector<std::size_t> to, cc;
  std::int64_t date = 0;                // Unix seconds
  std::size_t text_bytes = 2000;
  unsigned html_percent = 60;           // where the program leaves a choice
  std::vector<AttachmentPtr> attachments;
  unsigned signatures = 1;              // 0, 1 or 2; 0 also for a domain without keys
  unsigned reply_percent = 30;
  std::optional<std::string> subject, text;
};

struct SignatureTruth {
  std::string domain, selector, algorithm, canonical;
};

struct Composed {
  Message message;
  Language language = Language::kEnglish;
  std::string message_id, subject, text; // text: as a reader sees the plain part
  std::vector<SignatureTruth> signatures; // from the top of the message
  std::vector<AttachmentPtr> attachments;
};

class Composer {
public:
  Composer(const World &world, std::uint64_t seed) : world_(world), random_(seed) {}

  // The finished mail as it lies in the mailbox of its first recipient.
  Composed compose(const Plan &plan);
  Random &random() { return random_; }

private:
  struct Earlier {
    std::string message_id, subject, text, from;
    std::int64_t date;
  };
  void write_fields(Composed &out, const Plan &plan, const Earlier *parent);
  void write_body(Composed &out, const Plan &plan);
  void sign_all(Composed &out, const Plan &plan);
  void deliver(Composed &out, const Plan &plan);

  const World &world_;
  Random random_;
  std::deque<Earlier> earlier_;
};

// Puts a signature of this key over the fields that this style signs.
void sign_in_style(Message &message, const SigningKey &key, Style style, const Domain &domain, std::int64_t time,
                   bool oversign);

} // namespace mailmaker
