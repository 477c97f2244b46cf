// docs/clocks/message-id.git-thread.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// cover.1289789604.git.user@host, or the name of a commit in place of "cover": Unix seconds.
void decode_message_id_git_thread(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  if (!at.take("cover") && at.exactly(40, is_hex).empty()) return;
  if (!at.take('.')) return;
  const auto seconds = number(at.run(9, 10, is_decimal));
  if (seconds && at.take(".git.")) add(out, micros_of_seconds(*seconds), kSecond);
}

}  // namespace winnow::clocks
