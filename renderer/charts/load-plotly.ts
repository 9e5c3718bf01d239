/**
 * Plotly is five megabytes: loaded when the first chart is shown, never with the page. Strict means without
 * `new Function`. It would write two style sheets, which `style-src 'self'` refuses: it leaves its own out where the
 * first of these links is (plotly.js, src/lib/dom.js), and that of the maps that it brings where the second is
 * (the bundle looks for an element of this id). What of the first is needed stands in timeline.css.
 */
import type Plotly from 'plotly.js-strict-dist-min';

const STYLE_IDS = [
  'plotly.js-style-global',
  '9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53',
];

let loaded: Promise<typeof Plotly> | undefined;

export function loadPlotly(): Promise<typeof Plotly> {
  loaded ??= load().catch((error: unknown) => {
    // The next chart tries again.
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(): Promise<typeof Plotly> {
  for (const id of STYLE_IDS) {
    if (document.getElementById(id) !== null) continue;
    const link = document.createElement('link');
    link.id = id;
    link.className = 'no-inline-styles';
    document.head.append(link);
  }
  return (await import('plotly.js-strict-dist-min')).default;
}
