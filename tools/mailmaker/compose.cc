#include "mailmaker/compose.h"

#include <algorithm>
#include <map>

#include "mailmaker/encode.h"
#include "mailmaker/style.h"

namespace mailmaker {
namespace {

constexpr std::size_t kRemembered = 64;

std::string address_text(const Person &person, Style style) {
  const auto encoding = style == Style::kPhone || style == Style::kBulk ? WordEncoding::kQuoted : WordEncoding::kBase64;
  return header_words(person.name, encoding, " ") + " <" + person.address + ">";
}

std::string address_list(const World &world, const std::vector<std::size_t> &people, Style style) {
  std::string out;
  for (const std::size_t person : people) {
    if (!out.empty())
      out += "," + std::string(traits(style).fold);
    out += address_text(world.people[person], style);
  }
  return out;
}

std::string text_part(const std::string &type, const std::string &text, std::string_view wanted) {
  const bool ascii = is_ascii(text);
  std::string out = "Content-Type: " + type + "; charset=\"utf-8\"\nContent-Transfer-Encoding: ";
  if (ascii && wanted != "quoted-printable")
    return out + "7bit\n\n" + text;
  out += std::string(wanted) + "\n\n";
  if (wanted == "base64")
    append_base64_lines(out, text);
  else
    out += wanted == "quoted-printable" ? quoted_printable(text) : text;
  return out;
}

std::string attachment_part(const Attachment &attachment) {
  const File &file = attachment.file;
  const std::string name = is_ascii(file.name) ? "\"" + file.name + "\""
                                               : "\"" + header_words(file.name, WordEncoding::kBase64, "\n ") + "\"";
  return "Content-Type: " + file.media_type + ";\n name=" + name + "\nContent-Disposition: attachment;\n filename=" + name +
         "\nContent-Transfer-Encoding: base64\n\n";
}

std::string quoted(const std::string &text) {
  std::string out;
  for (std::size_t at = 0; at < text.size() && out.size() < 6000;) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    out += line.empty() || line[0] == '>' ? ">" + line + "\n" : "> " + line + "\n";
    at = end + 1;
  }
  return out;
}

} // namespace

AttachmentPtr as_attachment(File file) {
  auto out = std::make_shared<Attachment>();
  out->file = std::move(file);
  append_base64_lines(out->base64_lines, out->file.bytes);
  return out;
}

AttachmentPtr make_attachment(Random &random, Language language, std::size_t size) {
  return as_attachment(make_file(random, language, size));
}

void Composer::write_fields(Composed &out, const Plan &plan, const Earlier *parent) {
  const Person &sender = world_.people[plan.sender];
  const StyleTraits &style = traits(sender.style);
  const auto encoding = random_.percent(50) ? WordEncoding::kBase64 : WordEncoding::kQuoted;
  std::map<std::string, std::string, std::less<>> values;
  values["from"] = address_text(sender, sender.style);
  values["to"] = address_list(world_, plan.to, sender.style);
  if (!plan.cc.empty())
    values["cc"] = address_list(world_, plan.cc, sender.style);
  values["subject"] = is_ascii(out.subject) ? folded(out.subject, 66, style.fold)
                                            : header_words(out.subject, encoding, style.fold);
  values["date"] = rfc5322_date(plan.date, 120);
  values["message-id"] = out.message_id;
  values["mime-version"] = "1.0";
  if (parent != nullptr) {
    values["in-reply-to"] = parent->message_id;
    values["references"] = parent->message_id;
  }
  if (!style.mailer_field.empty())
    values[style.mailer_field == "User-Agent" ? "user-agent" : "x-mailer"] = style.mailer;
  if (sender.style == Style::kExchange) {
    values["thread-topic"] = values["subject"];
    values["thread-index"] = random_.token(30) + "==";
    values["accept-language"] = values["content-language"] = "fr-FR, en-US";
    values["x-ms-has-attach"] = plan.attachments.empty() ? "" : "yes";
  } else if (sender.style == Style::kDesktop) {
    values["content-language"] = out.language == Language::kFrench ? "fr" : "en-US";
  } else if (sender.style == Style::kBulk) {
    values["reply-to"] = sender.address;
    values["list-unsubscribe"] = "<https://" + world_.domains[sender.domain].name + "/u/" + random_.token(22) + ">";
    values["feedback-id"] = random_.digits(8) + ":" + random_.digits(6) + ":bulk";
  }
  values["content-type"] = values["content-transfer-encoding"] = "?"; // written with the body
  for (const std::string_view name : style.order) {
    std::string key(name);
    for (char &c : key)
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (const auto at = values.find(key); at != values.end() && !(at->second.empty() && key != "x-ms-has-attach"))
      out.message.add(name, at->second);
  }
}

void Composer::write_body(Composed &out, const Plan &plan) {
  const Style style = world_.people[plan.sender].style;
  const StyleTraits &how = traits(style);
  const bool both = how.always_multipart || (how.html && random_.percent(plan.html_percent));
  const auto with_type = [](const std::string &boundary, const char *type, std::string_view fold) {
    return std::string("multipart/") + type + ";" + std::string(fold) + "boundary=\"" + boundary + "\"";
  };
  std::string head, content = text_part("text/plain", out.text, how.text_encoding);
  if (both) {
    const std::string boundary = make_boundary(random_, style, 0);
    const std::string plain = content;
    content = "Content-Type: " + with_type(boundary, "alternative", how.fold) + "\n\n--" + boundary + "\n" + plain + "\n--" +
              boundary + "\n" + text_part("text/html", html_page(random_, out.language, out.text), how.text_encoding) +
              "\n--" + boundary + "--\n";
  }
  if (!plan.attachments.empty()) {
    const std::string boundary = make_boundary(random_, style, 1);
    std::string mixed = "Content-Type: " + with_type(boundary, "mixed", how.fold) + "\n\n";
    if (how.multipart_notice)
      mixed += "This is a multi-part message in MIME format.\n";
    mixed += "--" + boundary + "\n" + content;
    for (const AttachmentPtr &attachment : plan.attachments)
      mixed += "\n--" + boundary + "\n" + attachment_part(*attachment) + attachment->base64_lines;
    content = mixed + "\n--" + boundary + "--\n";
  }
  // The outermost part's fields belong to the message's header.
  const auto header_end = content.find("\n\n");
  out.message.body = content.substr(header_end + 2);
  head = content.substr(0, header_end);
  const auto encoding_at = head.find("\nContent-Transfer-Encoding: ");
  out.message.find("Content-Type")->value = head.substr(13, encoding_at - 13);
  if (encoding_at == std::string::npos)
    out.message.remove("Content-Transfer-Encoding");
  else if (Field *field = out.message.find("Content-Transfer-Encoding"))
    field->value = " " + head.substr(encoding_at + 28);
}

void sign_in_style(Message &message, const SigningKey &key, Style style, const Domain &domain, std::int64_t time,
                   bool oversign) {
  SignOptions options;
  options.header = domain.header;
  options.body = domain.body;
  for (const std::string_view name : traits(style).signed_fields)
    if (message.find(name) != nullptr)
      options.fields.emplace_back(name);
  if (oversign)
    options.fields.insert(options.fields.end(), {"From", "Subject", "Date", "To", "Cc"});
  options.time = time;
  options.one_line = traits(style).one_line_signature;
  sign(message, key, options);
}

void Composer::sign_all(Composed &out, const Plan &plan) {
  const Person &sender = world_.people[plan.sender];
  const Domain &domain = world_.domains[sender.domain];
  if (domain.keys.empty())
    return;
  std::vector<const SigningKey *> keys;
  if (plan.signatures > 0)
    keys.push_back(&world_.keys[domain.keys[0]]);
  if (plan.signatures > 1)
    keys.push_back(&world_.keys[domain.keys.size() > 1 ? domain.keys[1] : world_.relay_key]);
  const bool oversign = sender.style == Style::kDesktop && random_.percent(50);
  const auto name = [](Canonical how) { return std::string(how == Canonical::kSimple ? "simple" : "relaxed"); };
  for (const SigningKey *key : keys) {
    sign_in_style(out.message, *key, sender.style, domain, plan.date + random_.between(1, 40), oversign);
    out.signatures.insert(out.signatures.begin(),
                          {key->domain, key->selector,
                           key->algorithm == Algorithm::kEd25519Sha256 ? "ed25519-sha256" : "rsa-sha256",
                           name(domain.header) + "/" + name(domain.body)});
  }
}

void Composer::deliver(Composed &out, const Plan &plan) {
  const Person &sender = world_.people[plan.sender];
  const Person &receiver = world_.people[plan.to[0]];
  const std::string &from = world_.domains[sender.domain].name;
  const std::string &to = world_.domains[receiver.domain].name;
  const std::string outside = "203.0.113." + std::to_string(random_.between(1, 254));
  const auto stamp = [&](std::int64_t delay) { return rfc5322_date(plan.date + delay, 120); };
  Message &m = out.message;
  m.prepend("X-Virus-Scanned", "amavisd-new at " + to);
  m.prepend("X-Spam-Status", "No, score=-" + random_.digits(1) + "." + random_.digits(1) + " required=6.2 tests=[" +
                                 (out.signatures.empty() ? "" : "DKIM_VALID=-0.1, DKIM_VALID_AU=-0.1,\n\t") +
                                 "SPF_PASS=-0.001] autolearn=ham");
  m.prepend("Received", "from out" + random_.digits(1) + "." + from + " (out." + from + " [" + outside +
                            "])\n\tby mx." + to + " (Postfix) with ESMTPS id 4" + random_.token(14) + "\n\tfor <" +
                            receiver.address + ">; " + stamp(3));
  std::string results = "mx." + to + ";";
  for (const SignatureTruth &signature : out.signatures)
    results += "\n\tdkim=pass header.d=" + signature.domain + " header.s=" + signature.selector + ";";
  m.prepend("Authentication-Results", results + "\n\tspf=pass smtp.mailfrom=" + sender.address);
  m.prepend("Received", "from localhost (localhost [127.0.0.1])\n\tby mx." + to + " (Postfix) with ESMTP id 4" +
                            random_.token(14) + "\n\tfor <" + receiver.address + ">; " + stamp(4));
  m.prepend("Received", "from mx." + to + " ([192.0.2." + std::to_string(random_.between(1, 254)) +
                            "])\n\tby imap." + to + " with LMTP id " + random_.token(22) + "; " + stamp(5));
  m.prepend("Delivered-To", receiver.address);
  m.prepend("Return-Path", "<" + sender.address + ">");
}

Composed Composer::compose(const Plan &plan) {
  const Person &sender = world_.people[plan.sender];
  const Domain &domain = world_.domains[sender.domain];
  Composed out;
  out.language = domain.language;
  out.message_id = make_message_id(random_, sender.style, domain.name, plan.date);
  const Earlier *parent =
      !plan.subject && !earlier_.empty() && random_.percent(plan.reply_percent) ? &random_.pick(earlier_) : nullptr;
  if (parent != nullptr && parent->date >= plan.date)
    parent = nullptr;
  out.subject = plan.subject ? *plan.subject : subject(random_, out.language);
  if (parent != nullptr)
    out.subject = parent->subject.starts_with("Re: ") ? parent->subject : "Re: " + parent->subject;
  if (plan.text) {
    out.text = *plan.text;
  } else {
    const std::size_t width = sender.style == Style::kDesktop ? 72 : 0;
    const Person &reader = world_.people[plan.to[0]];
    out.text = greeting(random_, out.language, reader.name.substr(0, reader.name.find(' '))) + "\n" +
               paragraphs(random_, out.language, plan.text_bytes, width) + "\n" + closing(random_, out.language, sender.name);
    if (parent != nullptr)
      out.text += "\n" + rfc5322_date(parent->date, 120) + ", " + parent->from + ":\n" + quoted(parent->text);
  }
  out.attachments = plan.attachments;
  write_fields(out, plan, parent);
  write_body(out, plan);
  if (random_.percent(60))
    out.message.prepend("Received", "from [192.0.2." + std::to_string(random_.between(1, 254)) + "] by smtp." + domain.name +
                                        " with ESMTPSA id " + random_.token(12) + ";\n\t" + rfc5322_date(plan.date, 120));
  sign_all(out, plan);
  deliver(out, plan);
  earlier_.push_back({out.message_id, out.subject, out.text, address_text(sender, Style::kWebmail), plan.date});
  if (earlier_.size() > kRemembered)
    earlier_.pop_front();
  return out;
}

} // namespace mailmaker
