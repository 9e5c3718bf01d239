/** How processes are named and told apart across machines. */

/** All kernel threads are one name: they have no user memory, and their number differs by machine. */
export const KERNEL_THREADS = '[kernel threads]';

/** Programs that run another program: the script belongs to the name. */
const interpreters =
  /^(python[\d.]*|perl[\d.]*|ruby[\d.]*|node|nodejs|java|php[\d.]*|lua[\d.]*|sh|bash|dash|ash)$/;

/** `/usr/sbin/fwlog -c x` gives `/usr/sbin/fwlog`; `nginx: worker process` gives `nginx`; `[kworker/0:1]` stays. */
export function executableOf(commandLine: string): string {
  if (/^\[.*\]$/.test(commandLine)) return commandLine;
  const [word = '', ...rest] = commandLine.split(/[ \0]+/);
  const program = word.length > 1 ? word.replace(/:$/, '').replace(/^-(?=[a-z])/, '') : word;
  if (!interpreters.test(baseName(program))) return program;
  const script = rest.find((argument) => argument !== '' && !argument.startsWith('-'));
  return script === undefined ? program : `${program} ${script}`;
}

/** What is one program in all snapshots: shells of our own collections have another number each time. */
export function programOf(executable: string): string {
  return isKernelThread(executable)
    ? KERNEL_THREADS
    : executable.replace(/ memcase-[0-9a-f]{24}$/, ' memcase');
}

/** What people call it: the basename, of the script where there is one. */
export function shortNameOf(executable: string): string {
  if (isKernelThread(executable)) return executable;
  return executable.split(' ').map(baseName).join(' ');
}

export function isKernelThread(executable: string): boolean {
  return executable.startsWith('[') && executable.endsWith(']');
}

function baseName(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 || slash === path.length - 1 ? path : path.slice(slash + 1);
}
