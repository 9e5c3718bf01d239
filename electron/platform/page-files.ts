/** The built page as a closed list of files: a path that is not on it does not exist, whatever it is made of. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

export interface PageFile {
  readonly contentType: string;
  /** Hashed names never change; the entry page does. */
  readonly cacheControl: string;
  read(): Promise<Buffer>;
}

/** Kinds of file that a built page has; others are not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export type PageFiles = ReadonlyMap<string, PageFile>;

/** Regular files under `directory` by URL path, `/` being the entry page; empty where nothing is built. */
export function listPageFiles(directory: string): PageFiles {
  const files = new Map<string, PageFile>();
  for (const path of regularFiles(directory)) {
    const contentType = contentTypes[extname(path)];
    if (contentType === undefined) continue;
    const url = `/${relative(directory, path).split(sep).join('/')}`;
    files.set(url, { contentType, cacheControl: cacheControlOf(url), read: () => readFile(path) });
  }
  const entry = files.get('/index.html');
  if (entry !== undefined) files.set('/', entry);
  return files;
}

function regularFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

function cacheControlOf(url: string): string {
  return url.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
}
