/** That a key lacks does not compile; here: that nothing was left untranslated or empty, and that each says its parameters. */
import { describe, expect, it } from 'vitest';
import { errorCodes } from '#shared/errors/codes.ts';
import { createMessages, pickLanguage } from '#shared/i18n/index.ts';

type Leaf = readonly [path: string, value: unknown];

function leaves(value: unknown, path = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, `${path}.${key}`));
}

const english = leaves({ window: createMessages('en').window, errors: createMessages('en').errors });
const chinese = new Map(
  leaves({ window: createMessages('zh-CN').window, errors: createMessages('zh-CN').errors }),
);
/** Names, units and kernel words that stay as they are. */
const sameInBoth =
  /\.(product|pasteName|side|absent|artifactKind|measures|ledgerMeasure|columns\.delta)\b|Meminfo$|SHA-256|^PIDs?$/;
const han = /\p{Script=Han}/u;

describe('dictionaries', () => {
  it('have the same keys', () => {
    expect([...chinese.keys()]).toEqual(english.map(([path]) => path));
  });

  it.each(english.filter(([, value]) => typeof value === 'string'))('%s is translated', (path, value) => {
    const translated = chinese.get(path);
    expect(translated).toEqual(expect.stringMatching(/\S/));
    if (!sameInBoth.test(path) && !sameInBoth.test(String(value)) && /[a-z]{4}/.test(String(value)))
      expect(String(translated)).toMatch(han);
  });

  it.each(english.filter(([, value]) => typeof value === 'function'))(
    '%s says its parameters',
    (path, value) => {
      const make = [value, chinese.get(path)] as ((...parameters: unknown[]) => string)[];
      for (const sentence of make) {
        const parameters = Array.from({ length: sentence.length }, (_, index) => String(7_000 + index));
        const said = sentence(...parameters);
        const missing = parameters.filter((parameter) => !said.includes(parameter));
        // A choice (ascending or not) is told by words; the Chinese side may name the same choice.
        expect(missing.length).toBeLessThanOrEqual(path.endsWith('sorted') ? 1 : 0);
      }
    },
  );

  it('has half-width punctuation nowhere between Chinese characters', () => {
    for (const [path, value] of chinese) {
      if (typeof value === 'string')
        expect([path, value]).toEqual([path, expect.not.stringMatching(/\p{Script=Han}[,;:?!]/u)]);
    }
  });

  it('has a text for every error code', () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const { errors } = createMessages(language);
      expect(Object.keys(errors).toSorted()).toEqual([...errorCodes].toSorted());
    }
  });

  it('keeps the fixed terms', () => {
    const { window: text } = createMessages('zh-CN');
    expect(text.measures.rss).toBe('常驻内存');
    expect(text.measures.anonymous).toBe('匿名页');
    expect(text.side.baseline).toBe('基线');
    expect(text.nav.regions).toBe('内存区域');
    expect(text.title.importEvidence).toContain('证据');
  });
});

describe('pickLanguage', () => {
  it.each([
    [['zh-Hans-CN', 'en'], 'zh-CN'],
    [['fr', 'zh'], 'zh-CN'],
    [['en-GB', 'zh'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ] as const)('%j is %s', (tags, language) => {
    expect(pickLanguage(tags)).toBe(language);
  });
});
