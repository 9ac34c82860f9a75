import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** The one accent. Red, amber and green are kept for severity and state. */
const accent: MantineColorsTuple = ['#eef2ff', '#dfe6fd', '#bccaf8', '#97abf3', '#7891ee', '#6580ec', '#4f6be0', '#3f59c8', '#364db3', '#2a419f']

export const theme = createTheme({
  colors: { accent },
  primaryColor: 'accent',
  // White letters on either are at 4.6:1 or better, and either on its page at 3:1, as a ring of focus.
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: 6,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '28px', lineHeight: '36px' },
      h2: { fontSize: '20px', lineHeight: '28px' },
      h3: { fontSize: '16px', lineHeight: '24px' },
      h4: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    // The library's coloured titles on coloured ground fall below 4.5:1; the icon and the ground say the kind well enough.
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
})

/**
 * Tokens of our own beside the library's, one set for each scheme, each pair of text and ground at 4.5:1 or better.
 * `--fb-line` separates, `--fb-sunken` lies under code, `--fb-mark` highlights a match, `--fb-focus` a focused line.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b6270',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-placeholder': '#6b7280',
    '--fb-line': '#e2e5ea',
    '--fb-sunken': '#f6f7f9',
    '--fb-raised': '#ffffff',
    '--fb-hover': '#eff1f5',
    '--fb-mark': '#ffe28a',
    '--fb-mark-text': '#231b00',
    '--fb-focus': '#fff6d6',
    '--fb-added': '#e3f6e6',
    '--fb-removed': '#fdeaea',
    '--fb-link': '#364db3',
  },
  dark: {
    '--mantine-color-dimmed': '#9aa3b2',
    '--mantine-color-body': '#14161a',
    '--mantine-color-text': '#dfe3ea',
    '--mantine-color-placeholder': '#8b94a3',
    '--fb-line': '#2a2e36',
    '--fb-sunken': '#1a1d22',
    '--fb-raised': '#1d2026',
    '--fb-hover': '#23272f',
    '--fb-mark': '#6b5300',
    '--fb-mark-text': '#fff3c9',
    '--fb-focus': '#33301c',
    '--fb-added': '#15311d',
    '--fb-removed': '#3b1a1d',
    '--fb-link': '#a3b5f7',
  },
})
