import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './styles/tokens.css';
import './styles/window.css';
import './styles/panels.css';
import './styles/stage.css';
import './styles/dialogs.css';
import './styles/tables.css';
import './styles/query.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AppContext } from './app-context.ts';
import { Window } from './window.tsx';
import { startApp } from './start-app.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no root');
createRoot(root).render(
  <StrictMode>
    <AppContext.Provider value={startApp()}>
      <Window />
    </AppContext.Provider>
  </StrictMode>,
);
