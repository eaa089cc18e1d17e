//! A tour of the demonstration: every page that links lead to, for everybody, on every kind of screen.
