# Says for each message of a list of files whether Mail::DKIM accepts one of its signatures: a line each, "pass" or "none".
# usage: verify_mail_dkim.pl LIST KEYS    (KEYS: lines "SELECTOR._domainkey.DOMAIN RECORD")
use strict;
use warnings;
use Mail::DKIM::Verifier;
use Net::DNS;

my %keys;
open my $list, '<', $ARGV[1] or die;
while (<$list>) { chomp; my ($name, $record) = split / /, $_, 2; $keys{lc $name} = $record; }
close $list;

# A resolver of one method: the keys are in memory.
package Keys;
sub new { bless {}, shift }
sub errorstring { 'NOERROR' }
sub send {
    my ($self, $name, $type) = @_;
    my $packet = Net::DNS::Packet->new($name, $type);
    my $record = $keys{lc $name};
    $packet->push(answer => Net::DNS::RR->new(name => $name, type => 'TXT', txtdata => [$record =~ /(.{1,255})/g])) if $record;
    return $packet;
}
package main;
Mail::DKIM::DNS::resolver(Keys->new);

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
