// Every bound that winnow puts on hostile input, by name. A limit that bites is a note or a ledger row, never silent.
#pragma once

#include <cstddef>
#include <cstdint>

namespace winnow::limits {

inline constexpr std::uint64_t kKiB = 1024, kMiB = 1024 * kKiB, kGiB = 1024 * kMiB;

// run
inline constexpr std::uint64_t kSliceBytes = 4 * kMiB;          // aimed size of a slice
inline constexpr std::uint64_t kMessageBytes = 128 * kMiB;      // larger messages are hashed and reported, not parsed
inline constexpr std::uint64_t kWorkerMemoryBytes = 1 * kGiB;   // RLIMIT_AS of a worker
inline constexpr unsigned kSliceCpuSeconds = 30;                // a slice that eats more is halved
inline constexpr std::size_t kMessagesPerSlice = 8'192;        // aimed at in mailboxes of very short messages
inline constexpr std::size_t kFilesPerSlice = 64;               // small files examined as one slice
inline constexpr std::size_t kFolderDepth = 128;                // folders within folders of a dump
inline constexpr std::size_t kFrameBytes = 64 * kMiB;           // one message between coordinator and worker
inline constexpr std::uint64_t kWorkerFileBytes = 64 * kMiB;    // RLIMIT_FSIZE: the memory files that a worker fills
inline constexpr std::uint64_t kWorkerFiles = 512;              // RLIMIT_NOFILE: two frames full of descriptors
inline constexpr std::uint64_t kWorkerCpuSeconds = 12 * 3600;   // RLIMIT_CPU over a worker's life
inline constexpr std::size_t kHeaderBytesOfHuge = 1 * kMiB;     // of a message above kMessageBytes this much is parsed
inline constexpr std::size_t kFieldTextBytes = 4 * kKiB;        // a subject, name or address kept in a record
inline constexpr std::size_t kPeopleKept = 200;                 // addresses of one message kept in its record
inline constexpr std::size_t kHops = 64;                         // Received fields of one message kept in its record
inline constexpr std::size_t kReports = 16;                      // and Authentication-Results, and as many statements of each
inline constexpr std::size_t kReportProperties = 8;              // properties kept of one statement
inline constexpr std::size_t kTraceFields = 64;                  // List-*, Delivered-To and the like kept of one message
inline constexpr std::size_t kTraceTextBytes = 256;              // any one text of these
inline constexpr std::size_t kClocks = 64;                       // times read from the ids and boundaries of one message
inline constexpr std::size_t kClockTextBytes = 1 * kKiB;         // a longer id or boundary holds none
inline constexpr std::size_t kPrintBytes = 256 * kKiB;           // texts of a message beyond this leave no print
inline constexpr std::size_t kReferences = 12;                   // Message-IDs of one References field that are kept
inline constexpr std::size_t kReferencesBytes = 16 * kKiB;       // from its end, so much of it is read
inline constexpr std::size_t kMessageIdBytes = 512;              // a longer one names no message
inline constexpr std::size_t kThreadIndexBytes = 512;            // decoded; the rest is left out
inline constexpr std::size_t kItemsPerMessage = 10'000;         // items that one message may give
inline constexpr std::uint64_t kEmbeddedWork = 16;              // bytes of embedded messages examined, per byte of the outermost
inline constexpr int kPiecesPerBuffer = 1'024;                  // members of an archive handed over at once
inline constexpr std::size_t kSniffBytes = 64 * kKiB;           // of a file or attachment this much is looked at for its type

// relate
inline constexpr std::size_t kGhostReferences = 1'000'000;       // references to messages that were not seen yet, held at once
inline constexpr std::size_t kGhostTextBytes = 64 * kMiB;        // the Message-IDs and subjects of these
inline constexpr std::size_t kGhostsListed = 1'000;              // messages that are referred to and absent, kept as a list

// diff
inline constexpr std::size_t kDiffWork = 20'000'000;             // words compared to align two texts
inline constexpr std::size_t kDiffPlaces = 8'000'000;            // places kept for it, of four bytes: some 4,000 changed words

// keys from the DNS
inline constexpr std::size_t kDnsNames = 10'000;                 // names asked for in one go
inline constexpr std::size_t kDnsNamesPerDomain = 64;            // of them under one organizational domain

// archives that are encrypted
inline constexpr std::size_t kPasswords = 100;                   // of a --password-file: each is tried on each such archive
inline constexpr std::size_t kPasswordBytes = 1 * kKiB;          // any one of them

// mailboxes of mail programs
inline constexpr std::uint64_t kEmlxTrailerBytes = 1 * kMiB;     // behind the message of an .emlx
inline constexpr std::size_t kPlistEntries = 1'000;             // of the dictionary of a property list
inline constexpr std::size_t kPlistTextBytes = 4 * kKiB;        // any one text of it
inline constexpr std::size_t kDboxMetadataBytes = 64 * kKiB;    // behind one message of a dbox
inline constexpr std::size_t kDboxMetadataLines = 1'000;
inline constexpr std::size_t kBoxLabels = 64;                   // labels and keywords of one message kept in its record
inline constexpr std::size_t kBoxFacts = 32;                    // identifiers and the like
inline constexpr std::size_t kApartFiles = 32;                  // attachments that lie beside one message
inline constexpr std::uint64_t kApartBytes = kMessageBytes;     // any one of them

// mail
inline constexpr std::size_t kHeaderFields = 20'000;            // fields of one header
inline constexpr std::size_t kParts = 10'000;                   // MIME parts of one message
inline constexpr std::size_t kMimeDepth = 64;                   // multiparts and embedded messages nested
inline constexpr std::size_t kAuthenticationResults = 100;      // statements read of one Authentication-Results field
inline constexpr std::size_t kSignatures = 64;                  // signatures verified in one message
inline constexpr std::uint64_t kSealedBytes = 1 * kMiB;         // of ARC fields under one seal
inline constexpr std::size_t kCmsBytes = 4 * kMiB;               // of one S/MIME signature beside its content
inline constexpr int kCmsCertificates = 64;                     // certificates or revocation lists that one signature may carry
inline constexpr int kCmsSigners = 16;                          // signers of one S/MIME entity that are verified
inline constexpr std::size_t kTrustStoreBytes = 32 * kMiB;      // of all files of --trust-store
inline constexpr std::size_t kOpenPgpFileBytes = 32 * kMiB;      // of all files of --pgp-keys
inline constexpr std::size_t kOpenPgpKeyBytes = 128 * kKiB;     // of one certificate, without what others signed in it
inline constexpr std::size_t kOpenPgpKeySignatures = 400;       // that a certificate made of itself
inline constexpr std::size_t kOpenPgpSignatureBytes = 16 * kKiB;  // of one signature packet
inline constexpr std::size_t kOpenPgpSignatures = 8;            // of one OpenPGP block that are verified
inline constexpr std::size_t kOpenPgpBlocks = 16;               // OpenPGP blocks in the texts of one message
inline constexpr std::size_t kOpenPgpCandidates = 4;            // certificates tried for one signature
inline constexpr std::size_t kOpenPgpKeysFound = 8;             // keys of a message that its own signatures are tried with
inline constexpr std::size_t kOpenPgpMessageBytes = 16 * kMiB;  // an OpenPGP message is unpacked up to this size
inline constexpr std::size_t kOpenPgpKeysReady = 64;            // certificates kept ready to verify
inline constexpr std::uint32_t kKeyBits = 16'384;                // RSA keys above this are not computed with
inline constexpr std::size_t kKeysReady = 4'096;                // parsed keys kept ready to verify
inline constexpr std::size_t kCandidateKeys = 64;               // keys tried for one signature
inline constexpr std::size_t kMapiProperties = 10'000;          // of one object of a TNEF stream
inline constexpr std::size_t kTnefAttachments = 10'000;         // files of one TNEF stream
inline constexpr std::size_t kRtfBytes = 16 * kMiB;             // an RTF body is unpacked up to this size
inline constexpr std::size_t kCodedFiles = 1'000;                // uuencoded or yEnc files in one text
inline constexpr std::size_t kRtfDepth = 1'000;                  // groups in groups of an RTF text
inline constexpr std::size_t kTextBytes = 4 * kMiB;             // decoded text looked at by checks, per part

// mend
inline constexpr std::uint64_t kUndoTimes = 10;                 // bytes hashed to undo damage, per byte of the message (--undo-budget)
inline constexpr std::uint64_t kUndoFloorBytes = 2 * kMiB;     // but so many for the smallest message
inline constexpr std::uint64_t kUndoCapBytes = 1 * kGiB;        // and for the largest
inline constexpr std::uint64_t kUndoTimesMost = 1'000'000;      // --undo-budget
inline constexpr std::size_t kEditBytes = 1 * kMiB;             // restored bytes of one message, kept in its record
inline constexpr std::size_t kEdits = 10'000;                   // and edits
inline constexpr std::size_t kRestorations = 4;                 // ways of undoing kept for one message, each for other signatures
inline constexpr std::size_t kFromLinesInSubsets = 5;           // quoted From lines up to which every subset is tried

// archives
inline constexpr std::size_t kArchiveDepth = 8;                 // archives in archives
inline constexpr std::uint64_t kArchiveEntries = 1'000'000;     // members of one archive
inline constexpr std::uint64_t kArchiveRatio = 1'000;           // unpacked bytes per packed byte, past kArchiveFreeBytes
inline constexpr std::uint64_t kArchiveEntryCost = 512;         // bytes that an entry counts beside its content
inline constexpr std::uint64_t kArchiveFreeBytes = 64 * kMiB;   // below this the ratio is not looked at
inline constexpr std::uint64_t kAttachedArchiveBytes = 64 * kMiB;  // an archive that is an attachment is opened up to this size
inline constexpr std::uint64_t kNestedArchiveBytes = 256 * kMiB;   // archives in archives held in memory, in all

// the dump as a whole
inline constexpr std::size_t kAccountBoxes = 20'000;            // mailboxes whose owners are looked for
inline constexpr std::size_t kAccountCandidates = 48;           // addresses of one mailbox counted at a time
inline constexpr std::size_t kAccountPeople = 12;               // addresses of one message that may own its mailbox
inline constexpr std::size_t kAccountNames = 16;                // display names of one owner
inline constexpr std::size_t kAccountDays = 30'000;             // days of one mailbox among which gaps are looked for
inline constexpr std::size_t kHabitDomains = 50'000;            // domains and addresses whose habits are learned
inline constexpr std::size_t kHabitDays = 4'000;                // days on which one of them was heard
inline constexpr std::size_t kHabitShapes = 64;                 // shapes of Message-IDs of one of them

}  // namespace winnow::limits
