import { Page } from '../app/Page.js';

export function SettingsPage() {
  return (
    <Page name="SettingsPage" title="SettingsPage">
      {null}
    </Page>
  );
}
