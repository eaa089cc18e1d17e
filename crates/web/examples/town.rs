//! Serves an invented installation from memory, for looking at the real pages: `town [ADDRESS]`.
#![allow(
    dead_code,
    reason = "the town is shared with the tests, which build other stories from it"
)]

#[path = "../tests/it/town.rs"]
mod town;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8766".to_owned());
    let site = town::Town::inhabited().await.site();
    let listener = tokio::net::TcpListener::bind(&address).await?;
    axum::serve(listener, guohe_web::app(site)?).await?;
    Ok(())
}
