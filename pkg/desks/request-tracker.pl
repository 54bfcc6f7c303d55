#!/usr/bin/env perl
# Prepares Request Tracker 5 for messenger-desk: custom fields, the interface's user with its rights and a token, and a scrip that tells
# the channel of agents' answers and of solved tickets. Run it on the RT server as a user who may read RT's configuration; running it
# again changes nothing and makes no second token.
#
#   perl -I/usr/share/request-tracker5/lib request-tracker.pl --queue General [--queue Comments] [--create] [--user messenger-desk]
#
# --create makes the queues that are missing.
#
# It prints the token once. Then put into RT_SiteConfig.pm, and restart RT:
#
#   Set($MessengerDeskURL, 'https://your-worker.example/webhooks/desk');
#   Set($MessengerDeskSecret, 'the adapter\'s webhookSecret');
#   Set($MessengerDeskUser, 'messenger-desk'); # only where --user is another
use strict;
use warnings;
use Getopt::Long;
use RT;

my %option = (user => 'messenger-desk');
GetOptions(\%option, 'queue=s@', 'create', 'user=s') or die "see the head of this file\n";
RT::LoadConfig();
RT::Init();
my $system = RT->SystemUser;

my $TICKET = 'RT::Queue-RT::Ticket';
my $TRANSACTION = 'RT::Queue-RT::Ticket-RT::Transaction';
for my $name (@{ $option{queue} || ['General'] }) {
    my $queue = queue($name);
    field($queue, 'Messenger thread', $TICKET, 'The conversation. Written by the channel.');
    field($queue, 'Messenger event', $TICKET, 'What opened the ticket. Written by the channel.');
    field($queue, 'Messenger window', $TICKET, 'How long the conversation can still be answered.');
    field($queue, 'Messenger event', $TRANSACTION, 'What the message came from. Written by the channel.');
    user($queue);
    scrip($queue);
}

# A queue, made where it is missing and may be made.
sub queue {
    my ($name) = @_;
    my $queue = RT::Queue->new($system);
    $queue->Load($name);
    done($queue->Create(Name => $name)) if !$queue->Id && $option{create};
    $queue->Id or die "There is no queue $name. With --create it is made.\n";
    return $queue;
}

# A custom field of the queue, made where it is missing.
sub field {
    my ($queue, $name, $type, $about) = @_;
    my $field = RT::CustomField->new($system);
    my $fields = RT::CustomFields->new($system);
    $fields->Limit(FIELD => 'Name', VALUE => $name, CASESENSITIVE => 0);
    $fields->LimitToLookupType($type);
    if (my $known = $fields->First) {
        $field->Load($known->Id);
    } else {
        done($field->Create(Name => $name, Type => 'FreeformSingle', LookupType => $type, Description => $about));
    }
    return if $field->IsAdded($queue->Id) || $field->IsAdded(0);
    done($field->AddToObject($queue));
}

# The interface's user, privileged, with what it needs and no more. AdminUsers, to make the customers' users, is only given globally.
sub user {
    my ($queue) = @_;
    my $user = RT::User->new($system);
    $user->Load($option{user});
    done($user->Create(Name => $option{user}, RealName => 'Messenger', Privileged => 1)) unless $user->Id;
    my $principal = $user->PrincipalObj;
    my @on_queue = qw(SeeQueue ShowTicket CreateTicket ReplyToTicket CommentOnTicket ShowTicketComments ModifyTicket
        SeeCustomField ModifyCustomField);
    for my $right (@on_queue) {
        done($principal->GrantRight(Right => $right, Object => $queue))
            unless $principal->HasRight(Right => $right, Object => $queue);
    }
    done($principal->GrantRight(Right => 'AdminUsers', Object => RT->System))
        unless $principal->HasRight(Right => 'AdminUsers', Object => RT->System);

    my $tokens = RT::AuthTokens->new($system);
    $tokens->Limit(FIELD => 'Owner', VALUE => $user->Id);
    return if $tokens->Count;
    my $token = RT::AuthToken->new($system);
    my ($ok, $message, $secret) = $token->Create(Owner => $user->Id, Description => 'messenger-desk');
    die "$message\n" unless $ok;
    print "token: $secret\n";
}

# Tells the channel. It runs inside the agent's request, so it waits five seconds at most; a failure is logged and shown as a comment,
# because an answer that never left must not look as if it had.
sub scrip {
    my ($queue) = @_;
    my $name = 'Messenger: tell the channel';
    my $scrips = RT::Scrips->new($system);
    $scrips->Limit(FIELD => 'Description', VALUE => $name);
    my $scrip = RT::Scrip->new($system);
    if (my $known = $scrips->First) {
        $scrip->Load($known->Id);
        done($scrip->AddToObject(ObjectId => $queue->Id)) unless $scrip->IsAdded($queue->Id) || $scrip->IsAdded(0);
        return;
    }
    done($scrip->Create(
        Description            => $name,
        Queue                  => $queue->Id,
        ScripCondition         => 'User Defined',
        ScripAction            => 'User Defined',
        Template               => 'Blank',
        Stage                  => 'TransactionCreate',
        CustomIsApplicableCode => <<'CONDITION',
my $type = $self->TransactionObj->Type;
return 0 unless $type eq 'Correspond' || $type eq 'Status';
# What the channel wrote itself, and what no agent wrote, is none of its business.
my $creator = $self->TransactionObj->CreatorObj;
return 0 if $creator->Name eq (RT->Config->Get('MessengerDeskUser') || 'messenger-desk');
return 0 unless $creator->Privileged || $creator->Id == RT->SystemUser->Id;
return 0 unless length($self->TicketObj->FirstCustomFieldValue('Messenger thread') // '');
return RT->Config->Get('MessengerDeskURL') ? 1 : 0;
CONDITION
        CustomPrepareCode => 'return 1;',
        CustomCommitCode  => <<'COMMIT',
require JSON;
require LWP::UserAgent;
require Digest::SHA;
my ($ticket, $transaction) = ($self->TicketObj, $self->TransactionObj);
my $creator = $transaction->CreatorObj;
my %told = (
    v            => 1,
    type         => $transaction->Type,
    ticket       => '' . $ticket->Id,
    transaction  => '' . $transaction->Id,
    conversation => $ticket->FirstCustomFieldValue('Messenger thread'),
    creator      => $creator->Name,
    privileged   => $creator->Privileged ? JSON::true() : JSON::false(),
);
if ($transaction->Type eq 'Status') {
    my $lifecycle = $ticket->LifecycleObj;
    $told{status} = $transaction->NewValue;
    $told{active} = $lifecycle->IsInactive($transaction->NewValue) ? JSON::false() : JSON::true();
} else {
    $told{text} = $transaction->Content(Type => 'text/plain');
    # Without a text RT gives words of its own.
    $told{text} = '' unless $transaction->ContentObj;
    my $attachments = $transaction->Attachments;
    while (my $attachment = $attachments->Next) {
        next unless defined $attachment->Filename && length $attachment->Filename;
        push @{ $told{attachments} },
            { id => '' . $attachment->Id, name => $attachment->Filename, type => $attachment->ContentType };
    }
}
my $body = JSON->new->utf8->canonical->encode(\%told);
my $signature = 'sha256=' . Digest::SHA::hmac_sha256_hex($body, RT->Config->Get('MessengerDeskSecret') // '');
my $agent = LWP::UserAgent->new(timeout => 5, agent => 'messenger-desk-rt');
my $answer = $agent->post(RT->Config->Get('MessengerDeskURL'),
    'Content-Type' => 'application/json', 'X-Hub-Signature-256' => $signature, Content => $body);
return 1 if $answer->is_success;
RT->Logger->error('messenger-desk did not take transaction ' . $transaction->Id . ': ' . $answer->status_line);
if ($transaction->Type eq 'Correspond') {
    my $again = RT::Ticket->new(RT->SystemUser);
    $again->Load($ticket->Id);
    $again->Comment(Content => 'Not sent: the Messenger channel could not be reached (' . $answer->status_line . '). Send it again.');
}
return 1;
COMMIT
    ));
}

# RT's methods give success and a sentence.
sub done {
    my ($ok, $message) = @_;
    die(($message // 'failed') . "\n") unless $ok;
}
