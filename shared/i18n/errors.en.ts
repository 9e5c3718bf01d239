/** One text per error code: what happened, and what the person can do. */
import type { ErrorCode } from '#shared/errors/codes.ts';

export interface ErrorText {
  /** What happened, without a full stop. */
  readonly what: string;
  /** What it means for the evidence and what can be done. */
  readonly action: string;
}

export type ErrorMessages = Readonly<Record<ErrorCode, ErrorText>>;

export const errorsEn: ErrorMessages = {
  'casefile.not-found': {
    what: 'There is no case at this path',
    action:
      'Check the path. The file may have been moved or renamed; a new case needs its folder to be there.',
  },
  'casefile.exists': {
    what: 'A file of this name is there already',
    action: 'Choose another name. Nothing was overwritten.',
  },
  'casefile.not-a-case': {
    what: 'This file is not a Memcase case',
    action: 'If it is text or a tar of evidence, make a new case and add it there.',
  },
  'casefile.newer-version': {
    what: 'This case was written by a newer Memcase',
    action: 'Update Memcase to open it; the details name both versions. The file was not touched.',
  },
  'casefile.truncated': {
    what: 'The case file is cut off',
    action: 'Ask for the file again and compare sizes; the transfer was probably broken off.',
  },
  'casefile.corrupt': {
    what: 'The case file is damaged',
    action: 'Use another copy. “memcase verify” lists what does not add up.',
  },
  'casefile.foreign-schema': {
    what: 'The case file holds tables that Memcase never made',
    action: 'It was not opened for writing. Do not trust it before its sender has explained this.',
  },
  'casefile.foreign-sidecar': {
    what: 'The case is open in another account, or a stranger’s journal lies beside it',
    action: 'Close it there. If nobody has it open, open a copy of the case file alone. Nothing was opened.',
  },
  'casefile.not-regular': {
    what: 'This path is not a regular file',
    action: 'Name the case file itself, not a link, directory or device.',
  },
  'casefile.locked': {
    what: 'The case is open elsewhere for writing',
    action: 'Close it there, or open it here for reading.',
  },
  'casefile.read-only': {
    what: 'The case cannot be read or written by this account',
    action: 'Check the rights of the file and its directory, or work on a copy.',
  },
  'casefile.disk-full': {
    what: 'The disk is full',
    action: 'Free some space and try again. What was acknowledged before is kept.',
  },
  'casefile.io': {
    what: 'The case file could not be read or written',
    action: 'The disk or the network drive gave an error. Copy the case to a local disk and try again.',
  },
  'casefile.closed': {
    what: 'The case is not open any more',
    action: 'Open it again.',
  },
  'input.not-found': {
    what: 'A file to be added is not there',
    action: 'Check its path. The other files were not affected.',
  },
  'input.unreadable': {
    what: 'A file to be added cannot be read',
    action: 'Check its rights.',
  },
  'input.empty': {
    what: 'There is nothing in it',
    action: 'Check the command that wrote it; an empty file is often a command that failed.',
  },
  'input.unrecognised': {
    what: 'This fits no kind of evidence that Memcase knows',
    action: 'Raw memory can be added as a dump with its process and start address.',
  },
  'input.too-large': {
    what: 'This is larger than Memcase takes in one piece',
    action: 'Cut it into smaller files. It is a limit of size, not a wrong format.',
  },
  'input.bad-archive': {
    what: 'The archive is damaged or unsafe',
    action: 'Pack it again. Members before the damage can be added one by one.',
  },
  'input.bad-option': {
    what: 'A value is not usable',
    action: 'Look at the details for the field and what it may hold.',
  },
  'input.unknown-target': {
    what: 'The case has no target of this name',
    action: 'Choose one of those in the list of snapshots.',
  },
  'input.unknown-snapshot': {
    what: 'The target has no such snapshot',
    action: 'Choose one of those in the list of snapshots.',
  },
  'input.unknown-process': {
    what: 'No process of this name or pid has regions here',
    action: 'Choose one of those in the list of processes.',
  },
  'input.unknown-artifact': {
    what: 'The case has no artifact of this number',
    action: 'Look it up in the evidence list.',
  },
  'ssh.config': {
    what: 'The SSH configuration or the route cannot be used',
    action: 'Mend the line that is named, or give the hop in full: user@host:port.',
  },
  'ssh.unreachable': {
    what: 'This hop cannot be reached',
    action: 'Check name, port and network from the hop before it. Nothing was sent to the target.',
  },
  'ssh.timeout': {
    what: 'This hop did not answer in time',
    action: 'Try again, or raise the time limit. Nothing was left running.',
  },
  'ssh.protocol': {
    what: 'What answers at this hop does not speak SSH correctly',
    action: 'Check that host and port are those of an SSH server.',
  },
  'ssh.algorithms': {
    what: 'This hop offers no algorithm that we accept',
    action:
      'It speaks only SHA-1 or CBC ciphers, which are off. An update of its SSH server is the safe way.',
  },
  'ssh.host-key-unknown': {
    what: 'The host key of this hop is not known and was not accepted',
    action:
      "Compare its SHA-256 fingerprint with the machine's owner, then connect again and accept it. No credential was sent.",
  },
  'ssh.host-key-changed': {
    what: 'The host key of this hop is not the known one',
    action:
      'Somebody may be in between, or the machine was installed anew. Ask its owner, then mend known_hosts by hand. No credential was sent.',
  },
  'ssh.host-key-revoked': {
    what: 'The host key of this hop is marked as revoked',
    action: "Do not connect. Ask the machine's owner for its new key. No credential was sent.",
  },
  'ssh.known-hosts': {
    what: 'The list of known hosts cannot be read',
    action:
      'Mend its permissions or its format. Without it no host can be checked, so nothing was connected.',
  },
  'ssh.identity': {
    what: 'A key file cannot be used',
    action: 'Check that it is there, readable by you, and that the passphrase is right.',
  },
  'ssh.auth-refused': {
    what: 'This hop refused the login',
    action: "Check user, key and password for this hop. The target's log says more.",
  },
  'ssh.forward-refused': {
    what: 'This hop does not let us through to the next one',
    action:
      'Its SSH server forbids forwarding (AllowTcpForwarding, PermitOpen), or the next hop does not answer it.',
  },
  'ssh.exec-refused': {
    what: 'The target refused to run a command',
    action: 'The account may have a forced command or no shell. Use the collection script there instead.',
  },
  'ssh.disconnected': {
    what: 'The connection ended',
    action: 'What arrived is kept. Run the same again: only what is missing is fetched.',
  },
  'collect.no-shell': {
    what: 'The target has no POSIX shell that answers as expected',
    action: 'Check the login shell of the account: it may print a menu. What it said is kept.',
  },
  'collect.forged': {
    what: 'What the target sent does not fit what was asked',
    action: 'Its output was kept and flagged. Do not rely on it.',
  },
  'collect.over-budget': {
    what: 'The target sent more, or took longer, than allowed',
    action: 'What arrived is kept and labelled as cut. Raise the limit if that is meant.',
  },
  'collect.nothing': {
    what: 'Nothing could be read on the target',
    action: "Every item was refused or missing; the reasons are listed. Check the account's rights.",
  },
  'dump.not-permitted': {
    what: 'This account may not read the memory of the process',
    action: "Use the process's own user or root; ptrace_scope, SELinux or a container may also forbid it.",
  },
  'dump.preflight-refused': {
    what: 'The dump was refused before it began, to protect the target',
    action: 'The reason is named. Choose fewer regions or wait until the machine has more memory free.',
  },
  'dump.process-changed': {
    what: 'The process is no longer the one that was meant',
    action: 'It ended or restarted, and its number was given to another. What arrived before is kept.',
  },
  'dump.target-stopped': {
    what: 'The process was already stopped before we came',
    action: 'Somebody else holds it (a debugger, SIGSTOP). It was not touched.',
  },
  'dump.no-such-region': {
    what: 'The process has no such region',
    action: 'Its map may have changed. List its regions again.',
  },
  'dump.no-gdb': {
    what: 'There is no gdb on the target',
    action: 'Use the default method, which needs none.',
  },
  'dump.partial': {
    what: 'The dump is not complete',
    action: 'What arrived is kept and labelled partial. Run the same again: only what is missing is fetched.',
  },
  'explain.no-evidence': {
    what: 'There is not enough evidence to explain anything yet',
    action: 'Add /proc/meminfo or ps of at least one machine.',
  },
  'explain.not-comparable': {
    what: 'The two sides measure different things',
    action: 'Choose snapshots that hold the same kind of evidence, or add the missing kind.',
  },
  'report.render-failed': {
    what: 'The report could not be laid out',
    action: 'Try again; if it stays so, send the details to the makers.',
  },
  'report.leak': {
    what: 'The finished report still held redacted values; no file was written',
    action:
      'Report the message (it does not hold the values) to the developers. Where they may be seen, print without redaction.',
  },
  'report.write-failed': {
    what: 'The report could not be written',
    action: 'Check the path, the rights and the free space.',
  },
  'export.write-failed': {
    what: 'The tables could not be written',
    action: 'Name a folder that is not there yet or is empty; check the rights and the free space.',
  },
  'verify.failed': {
    what: 'The case differs from what its journal says',
    action: 'Do not rely on it. The findings name what was changed.',
  },
  'web.port-in-use': {
    what: 'The port is taken by another program',
    action: 'Start with another port, or without one to get a free one.',
  },
  'web.forbidden': {
    what: 'This page has no right to the service',
    action: 'Open the address that “memcase serve” printed, with its token.',
  },
  'rpc.invalid-request': {
    what: 'The window asked for something that is not valid',
    action: 'This is a defect or a value out of bounds; the details name the field.',
  },
  'rpc.disconnected': {
    what: 'The connection to the Memcase service is lost',
    action: 'The case is safe. Start the service again, then reload this window.',
  },
  'rpc.contract-mismatch': {
    what: 'Window and service are of different versions',
    action: 'Reload the window. If it stays so, install Memcase anew.',
  },
  'job.cancelled': {
    what: 'Cancelled',
    action: 'What was stored whole is kept, what was under way is not. The same again goes on from there.',
  },
  internal: {
    what: 'A defect of the program',
    action: 'The case was not changed. Please send the details to the makers.',
  },
};
