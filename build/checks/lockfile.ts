/**
 * Whether package-lock.json holds every package that its packages ask for, on every platform. A registry that
 * lacks a binary package of another platform makes `npm install` leave it out in silence, and then `npm ci`
 * refuses the lock (npm/cli#9846).
 */
interface LockedPackage {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly link?: boolean;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export function checkLockfile(lock: Lockfile): string[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    const wanted = { ...entry.dependencies, ...entry.devDependencies, ...entry.optionalDependencies };
    return Object.keys(wanted)
      .filter((name) => !isLocked(lock, path, name))
      .map(
        (name) => `package-lock.json: lock: ${path || 'package.json'} asks for ${name}, which is not locked`,
      );
  });
}

/** Node's way of looking: beside the package, then one folder up after the other. */
function isLocked(lock: Lockfile, from: string, name: string): boolean {
  const folders = from.split('/');
  for (let end = folders.length; end >= 0; end -= 1) {
    const prefix = folders.slice(0, end).filter(Boolean).concat('node_modules', name).join('/');
    if (lock.packages[prefix] !== undefined) return true;
  }
  return false;
}
