/** Bundles the page for all launchers. Nothing is inlined, so that `default-src 'self'` holds. */
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Every browser that can show the page reads woff2; the older form would double the size. */
function onlyWoff2(): Plugin {
  return {
    name: 'only-woff2',
    generateBundle(_options, bundle) {
      for (const [name, output] of Object.entries(bundle)) {
        if (name.endsWith('.woff')) delete bundle[name];
        else if (name.endsWith('.css') && output.type === 'asset') {
          output.source = String(output.source).replaceAll(
            /,\s*url\([^)]+\.woff\)\s*format\(["']?woff["']?\)/g,
            '',
          );
        }
      }
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [onlyWoff2(), react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'chrome140',
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
  },
});
