# Says for each message of a list of files whether Mail::DKIM accepts one of its signatures: a line each, "pass" or "none".
# usage: verify_mail_dkim.pl LIST KEYS    (KEYS: lines "SELECTOR._domainkey.DOMAIN RECORD")
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/..";
use KeysInMemory;

KeysInMemory::use_keys($ARGV[1]);

open my $files, '<', $ARGV[0] or die;
while (my $path = <$files>) {
    chomp $path;
    open my $file, '<:raw', $path or die "$path: $!";
    local $/;
    my $message = <$file>;
    close $file;
    $message =~ s/\n/\r\n/g;
    my $verifier = Mail::DKIM::Verifier->new;
    my $passed = eval { $verifier->PRINT($message); $verifier->CLOSE; grep { $_->result eq 'pass' } $verifier->signatures };
    print $passed ? "pass\n" : "none\n";
    $/ = "\n";
}
