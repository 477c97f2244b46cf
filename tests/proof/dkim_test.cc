#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proof/signature.h"
#include "split_message.h"

namespace winnow::proof {
namespace {

// RFC 8463 appendix A.3, with the keys of its appendix A.2.
constexpr std::string_view kRfc8463Message =
    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
    " d=football.example.com; i=@football.example.com;\r\n"
    " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
    " subject : date : message-id : from : subject : date;\r\n"
    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
    " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
    " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
    "From: Joe SixPack <joe@football.example.com>\r\n"
    "To: Suzie Q <suzie@shopping.example.net>\r\n"
    "Subject: Is dinner ready?\r\n"
    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
    "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
    "\r\n"
    "Hi.\r\n"
    "\r\n"
    "We lost the game.  Are you hungry yet?\r\n"
    "\r\n"
    "Joe.\r\n";

std::unique_ptr<KeySource> rfc8463_keys() {
  return make_key_set(read_keys("brisbane._domainkey.football.example.com. IN TXT "
                                "\"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"",
                                "rfc", false, std::nullopt).keys,
                      false, std::nullopt);
}

TEST(Dkim, TheEd25519ExampleOfTheStandardPasses) {
  const auto keys = rfc8463_keys();
  const mail::Message message = split_message(kRfc8463Message);
  const auto signatures = verify_dkim(message, *keys);
  ASSERT_EQ(signatures.size(), 1u);
  EXPECT_EQ(signatures[0].header, Half::kPass);
  EXPECT_EQ(signatures[0].body, Half::kPass);
  EXPECT_EQ(signatures[0].result, ResultWord::kPass);
  EXPECT_EQ(signatures[0].domain, "football.example.com");
  EXPECT_EQ(signatures[0].signed_at, 1528637909);
  EXPECT_THAT(signatures[0].signed_fields, testing::ElementsAre(1, 2, 3, 4, 5, -1, -1, -1));
}

}  // namespace
}  // namespace winnow::proof
