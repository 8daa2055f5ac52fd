import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** Workspace packages are read from their sources: a stale build of theirs can never end up in the bundle. */
const sources = Object.fromEntries(
  ['contract', 'domain'].map((name) => [`@weir/${name}`, fileURLToPath(new URL(`../../libs/${name}/src/index.ts`, import.meta.url))]),
);

const SERVER = 'http://127.0.0.1:4400';

/** `vite --mode fixture` starts the same pages on an invented estate with a frozen clock, without a server. */
const fixtureEntry: Plugin = {
  name: 'weir-fixture-entry',
  transformIndexHtml: { order: 'pre', handler: (html) => html.replace('/src/main.tsx', '/src/testing/fixture-main.tsx') },
};

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === 'fixture' ? [fixtureEntry] : [])],
  resolve: { alias: sources },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: SERVER },
      '/socket.io': { target: SERVER, ws: true },
    },
  },
  preview: { host: '127.0.0.1' },
  build: {
    outDir: 'dist',
    target: 'es2023',
    sourcemap: true,
    // A font or pattern as data: would need a wider content security policy than 'self'.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 3 },
            // Only the map loads these, and what lays it out is larger than all the rest: a worker holds it, this is its other end.
            { name: 'elk', test: /node_modules[\\/]elkjs/, priority: 3 },
            {
              name: 'flow',
              test: /node_modules[\\/](@xyflow|zustand|classcat|use-sync-external-store|d3-(drag|dispatch|ease|selection|timer|transition|zoom)[\\/])/,
              priority: 3,
            },
            // Maps and charts both blend colours and numbers.
            { name: 'd3-interpolate', test: /node_modules[\\/]d3-(color|interpolate)[\\/]/, priority: 3 },
            {
              name: 'charts',
              test: /node_modules[\\/](recharts|d3-|victory-vendor|@reduxjs|immer|redux|react-redux|reselect|decimal)/,
              priority: 2,
            },
            { name: 'vendor', test: /node_modules/, priority: 1 },
          ],
        },
      },
    },
  },
}));
