import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

const root = new URL('../..', import.meta.url).pathname;

/** `npm run dev` serves the page with live reload; the stand-ins behind it run on SANDBOX_PORT. */
export default defineConfig(({ mode }) => {
  const { SANDBOX_PORT = '3001' } = loadEnv(mode, root, 'SANDBOX_PORT');
  return {
    plugins: [react()],
    build: { modulePreload: { polyfill: false } },
    server: { proxy: { '/sim': `http://127.0.0.1:${SANDBOX_PORT}` } },
  };
});
