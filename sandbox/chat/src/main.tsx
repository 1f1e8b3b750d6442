import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/theme.css';
import './styles/base.css';
import { Shell } from './components/shell.tsx';
import { AppContext, startApp } from './state/app.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('Cannot start the page: #root is missing');

createRoot(root).render(
  <StrictMode>
    <AppContext value={startApp()}>
      <Shell />
    </AppContext>
  </StrictMode>,
);
