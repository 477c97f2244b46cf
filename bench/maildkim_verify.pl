# Verifies the DKIM signatures of an mbox (mboxrd, LF) with Mail::DKIM and nothing else: a yardstick of bench/run.py.
# usage: maildkim_verify.pl BOX KEYS    (KEYS: lines "SELECTOR._domainkey.DOMAIN RECORD")
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin";
use KeysInMemory;

KeysInMemory::use_keys($ARGV[1]);

my ($passed, $failed) = (0, 0);
sub verify {
    my ($message) = @_;
    return if $message !~ /^DKIM-Signature:/mi;
    $message =~ s/^>(>*From )/$1/mg;
    $message =~ s/\n/\r\n/g;
    my $verifier = Mail::DKIM::Verifier->new;
    $verifier->PRINT($message);
    $verifier->CLOSE;
    for my $signature ($verifier->signatures) { $signature->result eq 'pass' ? $passed++ : $failed++; }
}

open my $box, '<:raw', $ARGV[0] or die;
my ($message, $empty, $begun) = ('', 1, 0);
while (my $line = <$box>) {
    if ($empty && $line =~ /^From /) {
        if ($begun) { chop $message; verify($message); }
        ($message, $begun) = ('', 1);
    } else {
        $message .= $line;
    }
    $empty = $line eq "\n";
}
chop $message;
verify($message);
print "$passed pass, $failed do not\n";
