# Reads messages, each behind its length, and writes each as one Perl module parses and prints it. usage: reserialise.pl MODULE
use strict;
use warnings;

my $module = shift;
eval "require $module; 1" or die $@;
if ($module eq 'MIME::Entity') { require MIME::Parser; }
binmode STDIN;
binmode STDOUT;

sub again {
    my ($text) = @_;
    if ($module eq 'Mail::Internet') {
        my @lines = split /(?<=\n)/, $text;
        return Mail::Internet->new(\@lines)->as_string;
    }
    if ($module eq 'MIME::Entity') {
        my $parser = MIME::Parser->new;
        $parser->output_to_core(1);
        my $entity = $parser->parse_data($text);
        # As gateways do that look into mail: each text is read and put back.
        for my $part ($entity->parts_DFS) {
            next if $part->parts or !$part->bodyhandle;
            my $body = $part->bodyhandle->as_string;
            $part->bodyhandle(MIME::Body::InCore->new($body));
        }
        return $entity->as_string;
    }
    return Email::Simple->new($text)->as_string if $module eq 'Email::Simple';
    my $mail = Email::MIME->new($text);
    my @leaves;
    $mail->walk_parts(sub { push @leaves, $_[0] });
    for my $part (@leaves) {
        next if $part->subparts or ($part->content_type // 'text/plain') !~ m{^text/};
        $part->body_set($part->body);
    }
    $mail->parts_set([$mail->subparts]) if $mail->subparts;
    return $mail->as_string;
}

while (read(STDIN, my $head, 4) == 4) {
    my $size = unpack 'N', $head;
    read STDIN, my $text, $size;
    my $out = eval { again($text) } // '';
    print pack('N', length $out), $out;
}
