export function AlarmSettingsPage() {
  return null;
}
