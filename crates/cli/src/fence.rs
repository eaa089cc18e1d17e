//! What keeps the fence between authorities that PostgreSQL keeps (ADR 0067) from holding for whoever is connected: said by
//! `guohe doctor`, at the start of the server, and on the page of the system administrator.

use guohe_rules::syntax::Words;
use guohe_store::{OpenError, Server};

/// The role is let past every fence.
pub(crate) fn role(found: &Server) -> Option<Words> {
    let role = &found.role;
    found.is_unfenced.then(|| Words {
        zh: format!(
            "数据库角色 {role} 是超级用户或带 BYPASSRLS 权限，数据库内各主管部门之间的隔离对它无效；请另建普通角色\
             （CREATE ROLE guohe LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…'），由它拥有数据库并用它连接，见 docs/postgres.md"
        ),
        en: format!(
            "the database role {role} is a superuser or has BYPASSRLS, so the fence between authorities in the database is not \
             there for it; make an ordinary one (CREATE ROLE guohe LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…'), let it own the \
             database and connect as it, see docs/postgres.md"
        ),
    })
}

/// Tables from which somebody took the fence away. Before the steps are taken there is no table; tables of an older program
/// are fenced when it is brought up to date.
pub(crate) fn tables(found: &Server) -> Option<Words> {
    let is_current = found.steps.taken == Some(found.steps.known);
    let names = found.open_tables.join(", ");
    (is_current && !found.open_tables.is_empty()).then(|| Words {
        zh: format!("这些表的隔离已被解除：{names}；请对每张表恢复（docs/postgres.md）"),
        en: format!(
            "somebody took the fence away from {names}; put it back for each (docs/postgres.md)"
        ),
    })
}

/// Both, of the server of an address.
///
/// # Errors
/// It does not answer, or refuses.
pub(crate) async fn gaps(url: &str) -> Result<Vec<Words>, OpenError> {
    let found = guohe_store::server(url).await?;
    Ok(role(&found).into_iter().chain(tables(&found)).collect())
}

#[cfg(test)]
mod tests {
    use guohe_store::{Server, Steps};

    use super::{role, tables};

    #[test]
    fn a_role_without_a_fence_and_tables_without_one_are_named_and_nothing_else_is() {
        let steps = Steps { taken: Some(3), known: 3 };
        let whole =
            Server { steps, role: "guohe".to_owned(), is_unfenced: false, open_tables: Vec::new() };
        assert_eq!((role(&whole), tables(&whole)), (None, None));
        let root = Server { is_unfenced: true, role: "root".to_owned(), ..whole.clone() };
        let said = role(&root).unwrap();
        assert!(
            said.zh.starts_with("数据库角色 root 是超级用户或带 BYPASSRLS 权限"),
            "{}",
            said.zh
        );
        assert!(said.en.starts_with("the database role root is a superuser"), "{}", said.en);
        let open = Server { open_tables: vec!["event".to_owned(), "setting".to_owned()], ..whole };
        let said = tables(&open).unwrap();
        assert!(said.zh.starts_with("这些表的隔离已被解除：event, setting；"), "{}", said.zh);
        let steps = Steps { taken: Some(2), known: 3 };
        assert_eq!(tables(&Server { steps, ..open }), None);
    }
}
