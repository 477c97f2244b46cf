// The checks over a single message: each stands in a file of its own and has a row in all.cc.
#pragma once

#include "check/facts.h"

namespace winnow::check {

void alternatives_differ(const Facts&, Findings&);
void arc_chain(const Facts&, Findings&);
void arc_results(const Facts&, Findings&);
void body_encrypted(const Facts&, Findings&);
void check_incomplete(const Facts&, Findings&);
void clock_disagrees(const Facts&, Findings&);
void clock_queue_id(const Facts&, Findings&);
void clock_anachronism(const Facts&, Findings&);
void date_signer_clock(const Facts&, Findings&);
void dkim_aligned(const Facts&, Findings&);
void dkim_body_length(const Facts&, Findings&);
void dkim_burned_key(const Facts&, Findings&);
void dkim_expired(const Facts&, Findings&);
void dkim_failed(const Facts&, Findings&);
void dkim_foreign_domain(const Facts&, Findings&);
void dkim_key_life(const Facts&, Findings&);
void dkim_no_key(const Facts&, Findings&);
void dkim_padding(const Facts&, Findings&);
void dkim_testing_key(const Facts&, Findings&);
void dkim_weak(const Facts&, Findings&);
void domainkeys_signed(const Facts&, Findings&);
void from_display_address(const Facts&, Findings&);
void from_several(const Facts&, Findings&);
void header_duplicate(const Facts&, Findings&);
void html_external(const Facts&, Findings&);
void html_hidden(const Facts&, Findings&);
void mime_ambiguous(const Facts&, Findings&);
void mime_unpinned(const Facts&, Findings&);
void openpgp_key(const Facts&, Findings&);
void openpgp_signed(const Facts&, Findings&);
void smime_certificate(const Facts&, Findings&);
void smime_signed(const Facts&, Findings&);
void text_bidi(const Facts&, Findings&);
void tnef_differs(const Facts&, Findings&);
void xgoogle_signed(const Facts&, Findings&);

}  // namespace winnow::check
