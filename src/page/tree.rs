//! The tree of a page: elements and texts in one list, tied by their places in it.
//!
//! html5ever builds it and every reader walks it; nobody changes it after that. What no reader asks for is not kept:
//! comments, doctypes, processing instructions, and the contents of templates, which pages do not show.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};
use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName, ns};

/// The place of a node in its tree, counted from one. Each node holds five: a page is mostly these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(NonZeroU32);

#[derive(Debug)]
pub struct Tree {
    nodes: Nodes,
}

#[derive(Debug)]
struct Nodes(Vec<Node>);

impl Index<NodeId> for Nodes {
    type Output = Node;

    fn index(&self, NodeId(place): NodeId) -> &Node {
        &self.0[place.get() as usize - 1]
    }
}

impl IndexMut<NodeId> for Nodes {
    fn index_mut(&mut self, NodeId(place): NodeId) -> &mut Node {
        &mut self.0[place.get() as usize - 1]
    }
}

impl Nodes {
    fn push(&mut self, node: Node) -> NodeId {
        self.0.push(node);
        let count = u32::try_from(self.0.len()).ok().and_then(NonZeroU32::new);
        NodeId(count.expect("limits are far below four billion nodes"))
    }
}

#[derive(Clone, Debug)]
pub struct Node {
    pub parent: Option<NodeId>,
    pub first_child: Option<NodeId>,
    pub next_sibling: Option<NodeId>,
    pub previous_sibling: Option<NodeId>,
    last_child: Option<NodeId>,
    pub data: NodeData,
}

#[derive(Clone, Debug)]
pub enum NodeData {
    /// The root, and what stands nowhere.
    Document,
    Text(StrTendril),
    Element(Element),
}

#[derive(Clone, Debug)]
pub struct Element {
    pub name: QualName,
    pub attributes: Vec<Attribute>,
    /// Where the contents of a template go, which is outside of the tree.
    contents: Option<NodeId>,
    is_integration_point: bool,
}

impl Element {
    pub fn local_name(&self) -> &str {
        &self.name.local
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| &*attribute.name.local == name);
        found.map(|attribute| &*attribute.value)
    }
}

impl Node {
    pub fn element(&self) -> Option<&Element> {
        match &self.data {
            NodeData::Element(element) => Some(element),
            NodeData::Document | NodeData::Text(_) => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.data {
            NodeData::Text(text) => Some(text),
            NodeData::Document | NodeData::Element(_) => None,
        }
    }
}

impl Tree {
    pub const ROOT: NodeId = NodeId(NonZeroU32::MIN);

    /// Nodes, those that stand nowhere too.
    pub fn size(&self) -> usize {
        self.nodes.0.len()
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    pub fn root(&self) -> &Node {
        self.node(Self::ROOT)
    }

    /// What stands in a node, in the order of the page.
    pub fn descendants(&self, of: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let first = self.node(of).first_child;
        std::iter::successors(first, move |&at| {
            self.node(at).first_child.or_else(|| self.next_beyond(at, of))
        })
    }

    /// The node after all that stands in this one, as far as it stands in `within`.
    pub fn next_beyond(&self, mut at: NodeId, within: NodeId) -> Option<NodeId> {
        while at != within {
            let node = self.node(at);
            if node.next_sibling.is_some() {
                return node.next_sibling;
            }
            at = node.parent?;
        }
        None
    }
}

#[cfg(test)]
impl Tree {
    /// As a page is written.
    pub fn html(&self) -> String {
        let mut html = String::new();
        let mut at = self.root().first_child;
        while let Some(id) = at {
            let node = self.node(id);
            match &node.data {
                NodeData::Document => {}
                NodeData::Text(text) => {
                    html.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
                }
                NodeData::Element(element) => {
                    html.extend(["<", element.local_name()]);
                    for attribute in &element.attributes {
                        html.extend([" ", &attribute.name.local, "=\"", &attribute.value, "\""]);
                    }
                    html.push('>');
                }
            }
            at = node.first_child.or_else(|| self.close_to_next(id, &mut html));
        }
        html
    }

    fn close_to_next(&self, mut at: NodeId, html: &mut String) -> Option<NodeId> {
        loop {
            let node = self.node(at);
            if let Some(element) = node.element() {
                html.extend(["</", element.local_name(), ">"]);
            }
            if node.next_sibling.is_some() {
                return node.next_sibling;
            }
            at = node.parent?;
        }
    }
}

/// A tree that html5ever is building.
#[derive(Debug)]
pub struct Builder {
    nodes: RefCell<Nodes>,
}

impl Default for Builder {
    fn default() -> Self {
        Self { nodes: RefCell::new(Nodes(vec![Node::new(NodeData::Document)])) }
    }
}

impl Node {
    fn new(data: NodeData) -> Self {
        Self {
            parent: None,
            first_child: None,
            next_sibling: None,
            previous_sibling: None,
            last_child: None,
            data,
        }
    }
}

impl Builder {
    pub fn size(&self) -> usize {
        self.nodes.borrow().0.len()
    }

    /// Whether a node is an element of HTML whose name is so.
    pub fn is_html(&self, place: NodeId, is: impl Fn(&LocalName) -> bool) -> bool {
        let nodes = self.nodes.borrow();
        nodes[place].element().is_some_and(|element| element.name.ns == ns!(html) && is(&element.name.local))
    }

    fn create(&self, data: NodeData) -> NodeId {
        self.nodes.borrow_mut().push(Node::new(data))
    }

    /// Texts that touch become one.
    fn insert(&self, parent: NodeId, before: Option<NodeId>, child: NodeOrText<NodeId>) {
        let previous = match before {
            Some(before) => self.nodes.borrow()[before].previous_sibling,
            None => self.nodes.borrow()[parent].last_child,
        };
        let child = match child {
            NodeOrText::AppendNode(child) => {
                let mut nodes = self.nodes.borrow_mut();
                // Texts come as texts; what is created as one stands for a comment.
                if nodes[child].text().is_some() {
                    return;
                }
                detach(&mut nodes, child);
                child
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                if let Some(NodeData::Text(whole)) = previous.map(|place| &mut nodes[place].data) {
                    whole.push_tendril(&text);
                    return;
                }
                drop(nodes);
                self.create(NodeData::Text(text))
            }
        };
        link(&mut self.nodes.borrow_mut(), parent, before, child);
    }
}

fn link(nodes: &mut Nodes, parent: NodeId, before: Option<NodeId>, child: NodeId) {
    let previous = match before {
        Some(before) => nodes[before].previous_sibling.replace(child),
        None => nodes[parent].last_child.replace(child),
    };
    match previous {
        Some(previous) => nodes[previous].next_sibling = Some(child),
        None => nodes[parent].first_child = Some(child),
    }
    let node = &mut nodes[child];
    (node.parent, node.previous_sibling, node.next_sibling) = (Some(parent), previous, before);
}

fn detach(nodes: &mut Nodes, child: NodeId) {
    let node = &mut nodes[child];
    let (parent, previous, next) =
        (node.parent.take(), node.previous_sibling.take(), node.next_sibling.take());
    let Some(parent) = parent else { return };
    match previous {
        Some(previous) => nodes[previous].next_sibling = next,
        None => nodes[parent].first_child = next,
    }
    match next {
        Some(next) => nodes[next].previous_sibling = previous,
        None => nodes[parent].last_child = previous,
    }
}

/// A name that is looked at while the tree grows.
#[derive(Debug)]
pub struct Name<'a>(Ref<'a, QualName>);

impl ElemName for Name<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Builder {
    type Handle = NodeId;
    type Output = Tree;
    type ElemName<'a> = Name<'a>;

    fn finish(self) -> Tree {
        Tree { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        Tree::ROOT
    }

    fn elem_name<'a>(&'a self, &place: &'a NodeId) -> Name<'a> {
        Name(Ref::map(self.nodes.borrow(), |nodes| {
            &nodes[place].element().expect("only elements are asked for their names").name
        }))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        let contents = flags.template.then(|| self.create(NodeData::Document));
        let is_integration_point = flags.mathml_annotation_xml_integration_point;
        self.create(NodeData::Element(Element { name, attributes, contents, is_integration_point }))
    }

    /// A node that stands for it and gets no place in the tree.
    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.create(NodeData::Text(StrTendril::new()))
    }

    fn create_pi(&self, _: StrTendril, data: StrTendril) -> NodeId {
        self.create_comment(data)
    }

    fn append(&self, &parent: &NodeId, child: NodeOrText<NodeId>) {
        self.insert(parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let has_parent = self.nodes.borrow()[*element].parent.is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        let nodes = self.nodes.borrow();
        nodes[*target].element().and_then(|element| element.contents).unwrap_or(*target)
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, &sibling: &NodeId, child: NodeOrText<NodeId>) {
        let parent = self.nodes.borrow()[sibling].parent;
        if let Some(parent) = parent {
            self.insert(parent, Some(sibling), child);
        }
    }

    fn add_attrs_if_missing(&self, &target: &NodeId, attributes: Vec<Attribute>) {
        if let NodeData::Element(element) = &mut self.nodes.borrow_mut()[target].data {
            for attribute in attributes {
                if element.attributes.iter().all(|own| own.name != attribute.name) {
                    element.attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, &target: &NodeId) {
        detach(&mut self.nodes.borrow_mut(), target);
    }

    fn reparent_children(&self, &from: &NodeId, &to: &NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        while let Some(child) = nodes[from].first_child {
            detach(&mut nodes, child);
            link(&mut nodes, to, None, child);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, &place: &NodeId) -> bool {
        self.nodes.borrow()[place].element().is_some_and(|element| element.is_integration_point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use html5ever::tendril::TendrilSink as _;

    fn tree(html: &str) -> Tree {
        html5ever::parse_document(Builder::default(), html5ever::ParseOpts::default()).one(html)
    }

    /// Elements and texts in order, with how deep they are.
    fn shown(tree: &Tree) -> Vec<String> {
        let depth = |id| std::iter::successors(tree.node(id).parent, |&id| tree.node(id).parent).count();
        let line = |id| {
            let node = tree.node(id);
            let what = node.element().map(Element::local_name).or(node.text()).unwrap_or_default();
            format!("{}{what}", " ".repeat(depth(id) - 1))
        };
        tree.descendants(Tree::ROOT).map(line).collect()
    }

    #[test]
    fn a_walk_meets_every_node_of_the_page_in_its_order() {
        assert_eq!(
            shown(&tree("<!doctype html><p class=a>One <b>two</b> three<p>four")),
            ["html", " head", " body", "  p", "   One ", "   b", "    two", "    three", "  p", "   four"]
        );
    }

    #[test]
    fn misnested_tags_are_mended_as_browsers_do() {
        assert_eq!(
            shown(&tree("<b>1<p>2</b>3")),
            ["html", " head", " body", "  b", "   1", "  p", "   b", "    2", "   3"]
        );
        assert_eq!(
            shown(&tree("<table>x<tr><td>y</table>")),
            ["html", " head", " body", "  x", "  table", "   tbody", "    tr", "     td", "      y"]
        );
    }

    #[test]
    fn a_walk_stays_within_and_templates_are_not_shown() {
        let tree = tree("<div><template><p>no</p></template><i>a</i></div><u>b</u>");
        let div = tree
            .descendants(Tree::ROOT)
            .find(|&id| tree.node(id).element().is_some_and(|element| element.local_name() == "div"))
            .unwrap();
        let texts: Vec<_> = tree.descendants(div).filter_map(|id| tree.node(id).text()).collect();
        assert_eq!(texts, ["a"]);
    }

    #[test]
    fn attributes_are_found_by_name() {
        let tree = tree("<html lang=it><body id=x>");
        let found =
            |name| tree.descendants(Tree::ROOT).find_map(|id| tree.node(id).element()?.attribute(name));
        assert_eq!((found("lang"), found("id"), found("class")), (Some("it"), Some("x"), None));
    }
}
