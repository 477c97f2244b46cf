# Lets Mail::DKIM look keys up in a file instead of the DNS, for the programs of bench/ that compare with it.
# use_keys(FILE)    (lines "SELECTOR._domainkey.DOMAIN RECORD")
package KeysInMemory;
use strict;
use warnings;
use Mail::DKIM::Verifier;
use Net::DNS;

sub use_keys {
    my ($path) = @_;
    my %keys;
    open my $list, '<', $path or die "$path: $!";
    while (<$list>) { chomp; my ($name, $record) = split / /, $_, 2; $keys{lc $name} = $record; }
    close $list;
    Mail::DKIM::DNS::resolver(bless { keys => \%keys });
}

# A resolver of two methods.
sub errorstring { 'NOERROR' }
sub send {
    my ($self, $name, $type) = @_;
    my $packet = Net::DNS::Packet->new($name, $type);
    my $record = $self->{keys}{lc $name};
    $packet->push(answer => Net::DNS::RR->new(name => $name, type => 'TXT', txtdata => [$record =~ /(.{1,255})/g])) if $record;
    return $packet;
}

1;
