import '#renderer/rpc/no-eval.ts';
import '#renderer/styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, createQueries } from '#renderer/app/App.tsx';
import { connectPage } from '#renderer/rpc/pick-link.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
createRoot(root).render(
  <StrictMode>
    <App connection={connectPage(window)} queries={createQueries()} />
  </StrictMode>,
);
