import { Page } from '../app/Page.js';

export function EstatePage() {
  return (
    <Page name="EstatePage" title="EstatePage">
      {null}
    </Page>
  );
}
