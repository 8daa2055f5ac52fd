import type { ApiDocument } from './api-document.js';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The API as one readable page without scripts, so that it works under the strictest content policy and offline. */
export function apiReference(document: ApiDocument): string {
  const sections = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const parameters = (operation.parameters ?? []).flatMap((parameter) =>
        'name' in parameter
          ? [
              `<tr><td><code>${escape(parameter.name)}</code></td><td>${parameter.in}</td><td>${parameter.required ? 'required' : 'optional'}</td><td><code>${escape(JSON.stringify(parameter.schema))}</code></td></tr>`,
            ]
          : [],
      );
      return [
        `<section><h2><code>${method.toUpperCase()} ${escape(path)}</code></h2><p>${escape(operation.summary ?? '')}</p>` +
          (parameters.length > 0
            ? `<table><thead><tr><th>Name</th><th>In</th><th></th><th>Schema</th></tr></thead><tbody>${parameters.join('')}</tbody></table>`
            : '') +
          '</section>',
      ];
    }),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Weir API ${escape(document.info.version)}</title><meta name="viewport" content="width=device-width">
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#10161d;background:#fff}code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #cbd4dc;vertical-align:top}h2{margin-top:2.5rem;font-size:1rem}</style></head>
<body><h1>Weir API ${escape(document.info.version)}</h1><p>${escape(document.info.description ?? '')} The same as <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>${sections.join('')}</body></html>`;
}
