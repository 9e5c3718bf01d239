import { expect, it } from 'vitest';
import { spanEn, spanZh } from '#shared/i18n/span.ts';

it.each([
  [0, '1 s', '1 秒'],
  [7_000, '7 s', '7 秒'],
  [119_000, '119 s', '119 秒'],
  [120_000, '2 min', '2 分钟'],
  [90 * 60_000, '90 min', '90 分钟'],
  [36 * 3_600_000, '36 h', '36 小时'],
  [72 * 3_600_000, '3 days', '3 天'],
])('says %d ms in the largest unit of which there are two', (span, en, zh) => {
  expect([spanEn(span), spanZh(span)]).toEqual([en, zh]);
});
