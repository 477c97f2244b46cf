# Verifies the ARC chains and the DomainKeys signatures of a folder with Mail::DKIM. Bare RSA keys are wrapped, for it reads no others.
# usage: verify_arc_mail_dkim.pl FOLDER    (FOLDER/keys.tsv: name, tab, record; FOLDER/*.eml)
# Prints a line a chain (file, arc, result) and a line a DomainKeys signature (file, number from the top, result).
# Exit status 77: no module.
use strict;
use warnings;
no warnings 'once';
eval { require Mail::DKIM::Verifier; require Mail::DKIM::ARC::Verifier; require Net::DNS; require MIME::Base64; 1 } or exit 77;

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

my ($folder) = @ARGV;
my %keys;
open my $in, '<:raw', "$folder/keys.tsv" or die;
while (<$in>) { chomp; my ($name, $record) = split /\t/, $_, 2; $keys{$name} = wrapped($record) }

no warnings 'redefine';
*Mail::DKIM::DNS::query = sub {
    my ($name) = @_;
    my $record = $keys{ lc $name } // return;
    return Net::DNS::RR->new(name => $name, type => 'TXT', txtdata => [ unpack '(a250)*', $record ]);
};
*Mail::DKIM::Signature::check_expiration = sub { 1 };

sub loaded {
    my ($verifier, $path) = @_;
    return eval { open my $message, '<:raw', $path or die; $verifier->load($message); 1 };
}

for my $path (sort glob "$folder/*.eml") {
    my ($file) = $path =~ m{([^/]+)$};
    my $chain = Mail::DKIM::ARC::Verifier->new;
    print "$file arc ", (loaded($chain, $path) ? $chain->result // 'none' : 'fail'), "\n";
    my $verifier = Mail::DKIM::Verifier->new;
    next unless loaded($verifier, $path);
    my $number = 0;
    for my $signature ($verifier->signatures) {
        next if ref $signature ne 'Mail::DKIM::DkSignature';
        print "$file ", $number++, ' ', ($signature->result // '') eq 'pass' ? 'pass' : 'fail', "\n";
    }
}
