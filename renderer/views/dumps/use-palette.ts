/** The tokens' colours as a canvas takes them, read again when the theme changes. */
import { useCallback, useState } from 'react';
import { inkNames, type Inks } from './paint-hex.ts';

export interface Palette {
  readonly inks: Inks;
  readonly font: string;
  readonly characterWidth: number;
}

/** `probe` goes to an element that holds one `.ink-NAME` for each ink, and has the font. */
export function usePalette(): { palette: Palette | null; probe: (element: HTMLElement | null) => void } {
  const [palette, setPalette] = useState<Palette | null>(null);
  const probe = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const again = () => setPalette(readPalette(element));
    again();
    const observer = new MutationObserver(again);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
      window.matchMedia(query),
    );
    for (const query of queries) query.addEventListener('change', again);
    // A canvas does not wait for its font.
    void document.fonts.load('13px "JetBrains Mono Variable"').then(again, () => undefined);
    return () => {
      observer.disconnect();
      for (const query of queries) query.removeEventListener('change', again);
    };
  }, []);
  return { palette, probe };
}

function readPalette(element: HTMLElement): Palette {
  const { fontSize, fontFamily } = getComputedStyle(element);
  const font = `${fontSize} ${fontFamily}`;
  const context = document.createElement('canvas').getContext('2d');
  if (context !== null) context.font = font;
  const inks = Object.fromEntries(
    inkNames.map((name) => {
      const ink = element.querySelector(`.ink-${name}`);
      return [name, ink === null ? '' : getComputedStyle(ink).color];
    }),
  ) as Inks;
  return { inks, font, characterWidth: context?.measureText('0').width ?? 8 };
}
