pub mod container; pub mod json; pub mod report;
