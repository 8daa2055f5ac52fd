import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from './bootstrap/paths.mjs';

/** @param {string} file */
const read = (file) => readFileSync(path.join(ROOT, file), 'utf8');

describe('Dockerfile', () => {
  const lines = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const copied = lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));

  test.each(copied)('%s is there to be copied', (source) => {
    expect(existsSync(path.join(ROOT, source))).toBe(true);
  });

  test('the manifest of every workspace is copied before the installation', () => {
    const workspaces = ['libs', 'apps'].flatMap((folder) => readdirSync(path.join(ROOT, folder)).map((name) => `${folder}/${name}`));
    const manifests = [...workspaces, 'e2e']
      .map((workspace) => `${workspace}/package.json`)
      .filter((file) => existsSync(path.join(ROOT, file)));
    expect(manifests.length).toBeGreaterThan(8);
    expect(manifests.filter((file) => !copied.includes(file))).toEqual([]);
  });

  test('the last stage runs as a user that is not root, with a health check', () => {
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    expect(last).toContain('USER node');
    expect(last.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true);
    expect(last).toContain('EXPOSE 4400');
  });
});

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const { services, volumes } = parse(text);

  test('no secret has a default', () => {
    expect(text).toMatch(/\$\{WEIR_DB_PASSWORD:\?/);
    expect(text).toMatch(/\$\{WEIR_ACCESS_TOKEN:\?/);
    expect(text).not.toMatch(/(PASSWORD|TOKEN|SECRET)\w*:-[^}]/);
  });

  test('ports are published on the loopback interface only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.filter((/** @type {string} */ port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('Weir starts once the database answers, and both keep their data in named volumes', () => {
    expect(services.weir.depends_on.postgres.condition).toBe('service_healthy');
    expect(services.postgres.healthcheck.test).toContain('pg_isready');
    expect(Object.keys(volumes)).toEqual(['postgres', 'weir']);
    expect(services.postgres.volumes).toEqual(['postgres:/var/lib/postgresql']);
    expect(services.weir.volumes).toEqual(['weir:/var/lib/weir']);
  });

  test('the emulator runs only when asked for', () => {
    expect(services.moto.profiles).toEqual(['moto']);
  });
});
