#include "mailmaker/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace mailmaker {
namespace {

// Slots: 1 a topic, 2 a day, 3 a person or body, 4 an amount.
struct Phrases {
  std::array<std::string_view, 15> sentences;
  std::array<std::string_view, 10> topics;
  std::array<std::string_view, 6> days;
  std::array<std::string_view, 8> actors;
  std::array<std::string_view, 5> greetings, closings;
  std::array<std::string_view, 8> subjects;
  std::array<std::string_view, 6> stems;
};

constexpr Phrases kEnglish{
    {"We still need the figures for {1} before {2}.", "{3} has agreed to {1}, on condition that we confirm by {2}.",
     "The total for {1} comes to {4} euros, transport not included.", "Could you read the attached draft on {1}?",
     "I spoke with {3} yesterday; nothing has changed about {1}.", "Please keep {2} free for {1}.",
     "The invoice over {4} euros was paid on {2}.", "As far as I know, {3} will not be in town on {2}.",
     "Our notes on {1} are in the usual folder.", "There is one open point: who speaks about {1}?",
     "If {3} declines, we have to find {4} euros elsewhere.", "Nobody answered my question about {1}.",
     "The room holds 340 people, so {1} has to move.", "Let us talk about {1} after the meeting on {2}.", "From {2} on, {3} looks after {1}."},
    {"the rally in Valmont", "the leaflet", "the housing chapter", "the volunteers' training", "the bus tour",
     "the press breakfast", "the regional list", "the server rent", "the television debate", "the budget"},
    {"Monday", "Tuesday evening", "Thursday", "Friday noon", "the 14th", "the end of the month"},
    {"the printer", "the mayor's office", "our treasurer", "the local committee", "Ms Rivoire", "the venue",
     "the broadcaster", "the lawyer"},
    {"Hello {3},", "Dear {3},", "Hi {3},", "Good morning {3},", "{3},"},
    {"Best regards,\n{3}", "Best,\n{3}", "Many thanks,\n{3}", "Kind regards,\n{3}", "See you soon,\n{3}"},
    {"Figures for {1}", "{1}: draft", "Meeting on {2}", "Invoice, {4} euros", "Question about {1}",
     "Agenda for {2}", "{1}", "Notes after {2}"},
    {"report", "minutes", "budget", "agenda", "draft", "invoice"}};

constexpr Phrases kFrench{
    {"Il nous manque encore les chiffres pour {1} avant {2}.", "{3} est d’accord pour {1}, à confirmer d’ici {2}.",
     "Le total pour {1} s’élève à {4} euros, transport non compris.", "Peux-tu relire le projet joint sur {1} ?",
     "J’ai parlé hier avec {3} ; rien de nouveau à propos de {1}.", "Merci de bloquer {2} pour {1}.",
     "La facture de {4} euros a été réglée {2}.", "À ma connaissance, {3} ne sera pas là {2}.",
     "Nos notes sur {1} se trouvent dans le dossier habituel.", "Reste un point à trancher : qui présente {1} ?",
     "Si {3} refuse, il faudra trouver {4} euros ailleurs.", "Personne n’a répondu à ma question sur {1}.",
     "La salle contient 340 places, il faut donc déplacer {1}.", "Parlons de {1} après la réunion de {2}.", "À partir de {2}, {3} s’occupe de tout."},
    {"la réunion publique de Valmont", "le dépliant", "le chapitre logement", "la formation des bénévoles",
     "la tournée en car", "le petit-déjeuner presse", "la liste régionale", "la location du serveur",
     "le débat télévisé", "le budget"},
    {"lundi", "mardi soir", "jeudi", "vendredi midi", "le 14", "la fin du mois"},
    {"l’imprimeur", "la mairie", "notre trésorière", "le comité local", "Mme Rivoire", "la salle", "la chaîne",
     "l’avocat"},
    {"Bonjour {3},", "Chère {3},", "Salut {3},", "Bonsoir {3},", "{3},"},
    {"Bien à toi,\n{3}", "Cordialement,\n{3}", "Merci d’avance,\n{3}", "Amitiés,\n{3}", "À très vite,\n{3}"},
    {"Chiffres : {1}", "Projet – {1}", "Réunion de {2}", "Facture de {4} euros", "Question à propos de {1}",
     "Ordre du jour : {2}", "Au sujet de {1}", "Compte rendu, {2}"},
    {"note-de-synthèse", "compte-rendu", "budget-prévisionnel", "ordre-du-jour", "projet", "facture"}};

constexpr Phrases kArabic{
    {"ما زلنا بحاجة إلى أرقام {1} قبل {2}.", "وافق {3} على {1} بشرط التأكيد قبل {2}.",
     "يبلغ مجموع {1} نحو {4} يورو دون النقل.", "هل يمكنك قراءة المسودة المرفقة عن {1}؟",
     "تحدثت أمس مع {3} ولا جديد بشأن {1}.", "أرجو حجز {2} من أجل {1}.", "دُفعت الفاتورة وقدرها {4} يورو {2}.",
     "حسب علمي لن يكون {3} في المدينة {2}.", "ملاحظاتنا عن {1} في المجلد المعتاد.", "بقيت نقطة واحدة: من سيتحدث عن {1}؟",
     "إذا رفض {3} فعلينا إيجاد {4} يورو من مكان آخر.", "لم يجب أحد عن سؤالي حول {1}.",
     "تتسع القاعة لنحو 340 شخصا، لذا يجب نقل {1}.", "لنتحدث عن {1} بعد اجتماع {2}.", "ابتداء من {2} يهتم {3} بكل شيء."},
    {"لقاء فالمون", "المنشور", "فصل السكن", "تدريب المتطوعين", "جولة الحافلة", "فطور الصحافة", "القائمة الجهوية",
     "كراء الخادم", "المناظرة", "الميزانية"},
    {"الاثنين", "مساء الثلاثاء", "الخميس", "ظهر الجمعة", "يوم 14", "نهاية الشهر"},
    {"المطبعة", "مكتب العمدة", "أمينة المال", "اللجنة المحلية", "السيدة ريفوار", "القاعة", "القناة", "المحامي"},
    {"مرحبا {3}،", "عزيزتي {3}،", "أهلا {3}،", "صباح الخير {3}،", "{3}،"},
    {"مع التحية،\n{3}", "تحياتي،\n{3}", "شكرا جزيلا،\n{3}", "مع خالص التقدير،\n{3}", "إلى اللقاء،\n{3}"},
    {"أرقام {1}", "مسودة: {1}", "اجتماع {2}", "فاتورة {4} يورو", "سؤال حول {1}", "جدول أعمال {2}", "بخصوص {1}",
     "محضر {2}"},
    {"تقرير", "محضر", "ميزانية", "جدول-أعمال", "مسودة", "فاتورة"}};

const Phrases &phrases(Language language) {
  return language == Language::kEnglish ? kEnglish : language == Language::kFrench ? kFrench : kArabic;
}

void append_filled(std::string &out, Random &random, const Phrases &words, std::string_view form,
                   std::string_view person) {
  for (std::size_t at = 0; at < form.size();) {
    const auto slot = form.find('{', at);
    out += form.substr(at, slot - at);
    if (slot == std::string_view::npos)
      break;
    switch (form[slot + 1]) {
    case '1': out += random.pick(words.topics); break;
    case '2': out += random.pick(words.days); break;
    case '3': out += person.empty() ? random.pick(words.actors) : person; break;
    default: out += std::to_string(random.between(12, 480) * 50); break;
    }
    at = slot + 3;
  }
}

std::string filled(Random &random, const Phrases &words, std::string_view form, std::string_view person = {}) {
  std::string out;
  append_filled(out, random, words, form, person);
  return out;
}

void append_wrapped(std::string &out, std::string_view text, std::size_t width) {
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto space = std::min(text.find(' ', at), text.size());
    const auto word = text.substr(at, space - at);
    if (at > 0) {
      const bool full = width > 0 && line + word.size() + 1 > width;
      out += full ? '\n' : ' ';
      line = full ? 0 : line + 1;
    }
    out += word;
    line += word.size();
    at = space + 1;
  }
  out += '\n';
}

} // namespace

std::string sentence(Random &random, Language language) {
  const Phrases &words = phrases(language);
  return filled(random, words, random.pick(words.sentences));
}

std::string greeting(Random &random, Language language, const std::string &name) {
  return filled(random, phrases(language), random.pick(phrases(language).greetings), name) + "\n";
}

std::string closing(Random &random, Language language, const std::string &name) {
  return filled(random, phrases(language), random.pick(phrases(language).closings), name) + "\n";
}

std::string subject(Random &random, Language language) {
  return filled(random, phrases(language), random.pick(phrases(language).subjects));
}

std::string paragraphs(Random &random, Language language, std::size_t size, std::size_t width) {
  std::string out;
  out.reserve(size + 1024);
  const Phrases &words = phrases(language);
  std::string paragraph;
  while (out.size() < size) {
    paragraph.clear();
    const auto count = random.between(2, 5);
    for (std::int64_t i = 0; i < count; ++i) {
      if (i > 0)
        paragraph += ' ';
      append_filled(paragraph, random, words, random.pick(words.sentences), {});
    }
    if (!out.empty())
      out += '\n';
    append_wrapped(out, paragraph, width);
  }
  return out;
}

std::string html_page(Random &random, Language language, const std::string &plain) {
  std::string out = "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head>\n";
  out += language == Language::kArabic ? "<body dir=\"rtl\">\n" : "<body>\n";
  const std::string color = "#" + random.hex(6);
  for (std::size_t at = 0; at < plain.size();) {
    const auto end = std::min(plain.find('\n', at), plain.size());
    out += "<div style=\"font-family:Calibri,Arial,sans-serif;font-size:12pt;color:" + color + "\">";
    out += end == at ? "<br>" : plain.substr(at, end - at);
    out += "</div>\n";
    at = end + 1;
  }
  return out + "</body></html>\n";
}

std::string file_stem(Random &random, Language language) {
  return std::string(random.pick(phrases(language).stems)) + "-" + random.digits(3);
}

} // namespace mailmaker
