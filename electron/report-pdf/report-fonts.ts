/**
 * Where the fonts are. The engine also finds those of the machine, after ours; the template names only ours, so
 * that a report is the same bytes everywhere.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readFontCoverage, type FontCoverage } from './font-coverage.ts';

const packageDirectory = (): string =>
  dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'));

/** Folders that hold one TTF each: regular and bold. @throws where one is missing */
export function fontDirectories(): string[] {
  return ['400Regular', '700Bold'].map((weight) => {
    const directory = join(packageDirectory(), weight);
    // The engine would draw bold as regular and say nothing.
    if (!readdirSync(directory).some((name) => name.endsWith('.ttf'))) {
      throw new Error(`no font in ${directory}`);
    }
    return directory;
  });
}

/** What can be shown: regular and bold are cut from one design and cover the same. */
export function fontCoverage(): FontCoverage {
  return readFontCoverage(readFileSync(join(packageDirectory(), '400Regular', 'NotoSansSC_400Regular.ttf')));
}
