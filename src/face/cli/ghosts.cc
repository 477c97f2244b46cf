// winnow ghosts CASE
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "face/cli/invocation.h"
#include "face/ghosts.h"
#include "face/layout.h"

namespace winnow::face {

int run_ghosts(const Invocation& in) {
  auto opened = store::Case::open_for_reading(in.operands()[0]);
  if (!opened) return complain(in.console(), in.sentences(), opened.error(), in.operands()[0]);
  const Ghosts ghosts = ghosts_of(**opened);
  const Console& console = in.console();
  const Sentences& say = in.sentences();
  if (in.has("json")) {
    for (const Ghost& ghost : ghosts.listed) {
      std::string line;
      JsonWriter json(line);
      write(json, ghost);
      console.out << line << "\n";
    }
    return kExitDone;
  }
  console.out << wrapped(say.say("ghosts.count", params({{"count", ghosts.count}})), console.width);
  if (ghosts.count != 0) console.out << wrapped(say.say("ghosts.means"), console.width) << "\n";
  for (const Ghost& ghost : ghosts.listed) {
    console.out << wrapped(printable(ghost.message_id), console.width);
    if (!ghost.subject.empty()) console.out << wrapped(say.say("ghosts.subject", params({{"subject", ghost.subject}})), console.width, "    ", "    ");
    if (ghost.not_after) console.out << wrapped(say.say("ghosts.before", params({{"date", iso_time(*ghost.not_after)}})), console.width, "    ", "    ");
    console.out << wrapped(say.say("ghosts.referred", params({{"count", ghost.referred_by}, {"answers", ghost.answered_by}, {"first", ghost.first}})),
                           console.width, "    ", "    ");
  }
  const std::int64_t more = ghosts.count - static_cast<std::int64_t>(ghosts.listed.size());
  if (more > 0) console.out << wrapped(say.say("terminal.more", params({{"count", more}})), console.width);
  return kExitDone;
}

}  // namespace winnow::face
