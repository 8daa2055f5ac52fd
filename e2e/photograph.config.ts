import { defineConfig } from '@playwright/test';
import config from './playwright.config.js';

/** `npm run photograph -w e2e`: pictures for the documentation, with the browser of the tests. */
export default defineConfig(config, { testMatch: 'photograph.ts' });
