import './rpc/no-eval.ts';
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/700.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@blueprintjs/core/lib/css/blueprint.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/blueprint.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, createQueries } from './app/App.tsx';
import { connectPage } from './rpc/pick-link.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
createRoot(root).render(
  <StrictMode>
    <App connection={connectPage(window)} queries={createQueries()} />
  </StrictMode>,
);
