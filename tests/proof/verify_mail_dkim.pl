# Verifies the messages of a folder with Mail::DKIM; x= is looked at with "today" only. Bare RSA keys are wrapped, for it reads no others.
# usage: verify_mail_dkim.pl FOLDER [today]    (FOLDER/keys.tsv: name, tab, record; FOLDER/*.eml)
# Prints a line a signature: file, first 8 octets of SHA-256 of its value in hex, pass or fail. Exit status 77: no module.
use strict;
use warnings;
no warnings 'once';
eval { require Mail::DKIM::Verifier; require Net::DNS; require MIME::Base64; require Digest::SHA; 1 } or exit 77;

# An element of DER (X.690 section 8.1).
sub element {
    my ($tag, $content) = @_;
    my $size = length $content;
    my $octets = $size < 128 ? '' : $size < 256 ? pack 'C', $size : pack 'n', $size;
    return chr($tag) . ($octets eq '' ? chr $size : chr(0x80 | length $octets) . $octets) . $content;
}

# An RSAPublicKey (RFC 8017 appendix A.1.1) as SubjectPublicKeyInfo; all other keys as they are.
sub wrapped {
    my ($record) = @_;
    my ($front, $value) = $record =~ /^(.*?\bp\s*=\s*)([A-Za-z0-9+\/=\s]+)/s or return $record;
    my $key = MIME::Base64::decode_base64($value);
    return $record unless $key =~ /^\x30(?:[\x00-\x7f]|\x81.|\x82..)\x02/s;
    my $kind = element(0x30, pack('H*', '06092a864886f70d010101') . "\x05\x00");
    substr $record, length $front, length $value, MIME::Base64::encode_base64(element(0x30, $kind . element(0x03, "\x00$key")), '');
    return $record;
}

my ($folder, $today) = @ARGV;
my %keys;
open my $in, '<:raw', "$folder/keys.tsv" or die;
while (<$in>) { chomp; my ($name, $record) = split /\t/, $_, 2; $keys{$name} = wrapped($record) }

no warnings 'redefine';
*Mail::DKIM::DNS::query = sub {
    my ($name) = @_;
    my $record = $keys{ lc $name } // return;
    return Net::DNS::RR->new(name => $name, type => 'TXT', txtdata => [ unpack '(a250)*', $record ]);
};
*Mail::DKIM::Signature::check_expiration = sub { 1 } unless $today;

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
