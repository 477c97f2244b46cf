# Verifies the messages of a folder with Mail::DKIM; x= is not looked at.
# usage: verify_mail_dkim.pl FOLDER    (FOLDER/keys.tsv: name, tab, record; FOLDER/*.eml)
# Prints a line a signature: file, first 8 octets of SHA-256 of its value in hex, pass or fail. Exit status 77: no module.
use strict;
use warnings;
no warnings 'once';
eval { require Mail::DKIM::Verifier; require Net::DNS; require MIME::Base64; require Digest::SHA; 1 } or exit 77;

my ($folder) = @ARGV;
my %keys;
open my $in, '<:raw', "$folder/keys.tsv" or die;
while (<$in>) { chomp; my ($name, $record) = split /\t/, $_, 2; $keys{$name} = $record }

no warnings 'redefine';
*Mail::DKIM::DNS::query = sub {
    my ($name) = @_;
    my $record = $keys{ lc $name } // return;
    return Net::DNS::RR->new(name => $name, type => 'TXT', txtdata => [ unpack '(a250)*', $record ]);
};
*Mail::DKIM::Signature::check_expiration = sub { 1 };

for my $path (sort glob "$folder/*.eml") {
    my ($file) = $path =~ m{([^/]+)$};
    my $verifier = Mail::DKIM::Verifier->new;
    eval {
        open my $message, '<:raw', $path or die;
        $verifier->load($message);
        1;
    } or next;
    for my $signature ($verifier->signatures) {
        next if ref $signature ne 'Mail::DKIM::Signature';
        my $value = $signature->data;
        next unless defined $value;
        $value =~ s/\s+//g;
        my $digest = substr Digest::SHA::sha256_hex(MIME::Base64::decode_base64($value)), 0, 16;
        print "$file $digest ", ($signature->result // '') eq 'pass' ? 'pass' : 'fail', "\n";
    }
}
