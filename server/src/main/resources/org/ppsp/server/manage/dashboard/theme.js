// The theme that was chosen: "light" or "dark"; otherwise the system's.
(function () {
  try {
    const theme = localStorage.getItem('ppsp.theme');
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // Without storage the system's theme is taken.
  }
})();
